using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Backup;

/// <summary>
/// Writes a backup's rows back. All of it is checked before anything is written. A restore that was interrupted is repeated: a row in the first table
/// says until its end which backup is being restored.
/// </summary>
public sealed class TableRestore(TableStore store)
{
    private const string MarkPartition = "restore";
    private const int AtOnce = 8;

    /// <summary>A line longer than a row can be is refused: a row has 1 MiB, its text may be escaped.</summary>
    private const int LongestLine = 8 * 1024 * 1024;

    /// <summary>Restores a backup.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="overwrite">Whether tables may hold rows. Those of the same keys are replaced, the others stay.</param>
    /// <param name="progress">Told how much of it is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops it; repeat it then.</param>
    /// <exception cref="BackupException">The backup is damaged, or the tables hold rows and may not.</exception>
    /// <exception cref="StorageException">The tables cannot be reached.</exception>
    public async Task<BackupManifest> RunAsync(string folder, bool overwrite, IProgress<double> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(progress);
        var manifest = BackupManifest.Read(folder);
        var files = Files(folder, manifest);
        foreach (var (table, path, _) in files) await VerifyAsync(table, path, cancellationToken);

        await store.CreateAsync(cancellationToken);
        var mark = new TableEntity(MarkPartition, manifest.Id.ToString("N"));
        if (await store.Rows[0].FindAsync(mark.PartitionKey, mark.RowKey, cancellationToken) is null)
        {
            if (!overwrite) await RefuseRowsAsync(cancellationToken);
            await store.Rows[0].WriteAsync([mark], cancellationToken);
        }

        var written = 0L;
        foreach (var (_, path, rows) in files)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(TableRows.PackAsync(ReadAsync(path, cancellationToken)), parallel, async (batch, token) =>
            {
                await rows.WriteAsync(batch, token);
                progress.Report((double)Interlocked.Add(ref written, batch.Count) / manifest.Rows);
            });
        }

        await store.Rows[0].DeleteAsync(mark.PartitionKey, mark.RowKey, cancellationToken);
        return manifest;
    }

    private List<(BackedUpTable Table, string Path, TableRows Rows)> Files(string folder, BackupManifest manifest)
    {
        var known = store.Rows.ToDictionary(rows => rows.Name, StringComparer.Ordinal);
        if (!known.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(manifest.Tables.Select(table => table.Name)) || manifest.Tables.Count != known.Count)
            throw new BackupException($"{folder} holds the tables {string.Join(", ", manifest.Tables.Select(table => table.Name))}; expected {string.Join(", ", known.Keys)}.");
        if (manifest.Tables.FirstOrDefault(table => table.File != Path.GetFileName(table.File)) is { } outside)
            throw new BackupException($"{folder} names a file outside of it: {outside.File}.");
        return [.. manifest.Tables.Select(table => (table, Path.Combine(folder, table.File), known[table.Name]))];
    }

    /// <summary>Checks the digest, and that every line is a row.</summary>
    private static async Task VerifyAsync(BackedUpTable table, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using (var file = File.OpenRead(path))
            {
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != table.Sha256)
                    throw new BackupException($"{path} is damaged: its digest is not the one in {BackupManifest.FileName}. Nothing was written; take another backup.");
            }

            var rows = 0L;
            await foreach (var _ in ReadAsync(path, cancellationToken)) rows++;
            if (rows != table.Rows) throw new BackupException($"{path} holds {rows} rows, not {table.Rows} as {BackupManifest.FileName} says. Nothing was written; take another backup.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BackupException($"{path} cannot be read: {unreadable.Message} Nothing was written.", unreadable);
        }
    }

    private async Task RefuseRowsAsync(CancellationToken cancellationToken)
    {
        foreach (var rows in store.Rows)
        {
            if (await rows.FirstAsync(cancellationToken) is { } row)
                throw new BackupException($"The table of {rows.Name} is not empty (row {row.PartitionKey} '{row.RowKey}'). Restore into an empty table, or with --overwrite: rows of the same keys are then replaced, the others stay.");
        }
    }

    private static async IAsyncEnumerable<TableEntity> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await using var expanded = new GZipStream(file, CompressionMode.Decompress);
        using var lines = new StreamReader(expanded);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
            yield return line.Length <= LongestLine ? RowLine.Read(line) : throw new InvalidDataException("a line is too long for a row.");
    }
}
