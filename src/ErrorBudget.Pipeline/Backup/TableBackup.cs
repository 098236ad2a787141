using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Backup;

/// <summary>
/// Copies the app's tables into a folder, page by page, whatever their size. Queues are not copied: what they hold is told, counted or
/// evaluated within minutes, and what has yet to be told stands in the outbox too until the queue has it.
/// </summary>
public sealed class TableBackup(TableStore store, TimeProvider time)
{
    private const string Suffix = ".jsonl.gz";

    /// <summary>Copies the tables.</summary>
    /// <param name="folder">Where to; made if there is none.</param>
    /// <param name="progress">Told how many rows were copied.</param>
    /// <param name="cancellationToken">Stops it; then the folder holds no manifest and so no backup.</param>
    /// <exception cref="BackupException">The folder holds a backup, or cannot be written.</exception>
    /// <exception cref="StorageException">The tables cannot be reached.</exception>
    public async Task<BackupManifest> RunAsync(string folder, IProgress<long> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(progress);
        try
        {
            Directory.CreateDirectory(folder);
            if (File.Exists(Path.Combine(folder, BackupManifest.FileName))) throw new BackupException($"{folder} holds a backup already. Take another folder.");
            var started = time.GetUtcNow();
            var tables = new List<BackedUpTable>();
            foreach (var table in store.Rows) tables.Add(await CopyAsync(table, folder, tables.Sum(copied => copied.Rows), progress, cancellationToken));
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, Guid.CreateVersion7(started), started, time.GetUtcNow(), tables);
            manifest.Write(folder);
            return manifest;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{folder} cannot be written: {unwritable.Message}", unwritable);
        }
    }

    private static async Task<BackedUpTable> CopyAsync(TableRows table, string folder, long before, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, table.Name + Suffix);
        var rows = 0L;
        await using (var file = Create(path))
        await using (var compressed = new GZipStream(file, CompressionLevel.Fastest))
        {
            var lines = new ArrayBufferWriter<byte>();
            await foreach (var page in table.ReadAsync(cancellationToken))
            {
                foreach (var row in page) RowLine.Write(lines, row);
                await compressed.WriteAsync(lines.WrittenMemory, cancellationToken);
                lines.ResetWrittenCount();
                rows += page.Count;
                progress.Report(before + rows);
            }
        }

        await using var written = File.OpenRead(path);
        return new BackedUpTable(table.Name, table.Name + Suffix, rows, Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken)));
    }

    /// <summary>For its owner alone: the rows name people and hold what policies and sign-offs say.</summary>
    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
