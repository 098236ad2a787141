using System.Text.Json;
using System.Text.Json.Serialization;

namespace ErrorBudget.Pipeline.Backup;

/// <summary>What a backup holds. It is written last: a folder without it holds no whole backup.</summary>
/// <param name="Format">The version of the files' format.</param>
/// <param name="Id">Tells backups apart.</param>
/// <param name="StartedAt">When reading began, UTC: what was stored before is in the backup.</param>
/// <param name="FinishedAt">When reading ended, UTC.</param>
/// <param name="Tables">A file for each table.</param>
public sealed record BackupManifest(int Format, Guid Id, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, IReadOnlyList<BackedUpTable> Tables)
{
    /// <summary>The format that is written and read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The file's name.</summary>
    public const string FileName = "manifest.json";

    private const int MaximumBytes = 64 * 1024;

    /// <summary>How many rows there are in all.</summary>
    [JsonIgnore]
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>Reads a folder's manifest.</summary>
    /// <exception cref="BackupException">There is none, or it cannot be read.</exception>
    public static BackupManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (new FileInfo(path) is not { Exists: true } file) throw new BackupException($"{folder} holds no whole backup: there is no {FileName}. A backup that was interrupted has none; make it again.");
            if (file.Length > MaximumBytes) throw new BackupException($"{path} is no manifest of a backup: it is too long.");
            var manifest = JsonSerializer.Deserialize(File.ReadAllText(path), BackupJson.Default.BackupManifest) ?? throw new BackupException($"{path} is empty.");
            return manifest.Format == CurrentFormat
                ? manifest
                : throw new BackupException($"{path} is of format {manifest.Format}; this program reads format {CurrentFormat}. Use the version of it that made the backup.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Writes it into a folder.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, BackupJson.Default.BackupManifest));
        File.Move(path + ".new", path);
    }
}

/// <summary>JSON of manifests, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
