using System.Threading.Channels;
using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Audit;

/// <summary>
/// Writes audit rows in the background, many to a transaction, at least every second and to the last one when the program
/// ends. While storage fails, rows wait; when too many do, <see cref="RecordAsync"/> waits and then fails, so that nothing
/// is decided without leaving a row. Only a crash loses rows: what was recorded, not awaited, in its last second.
/// </summary>
/// <param name="trail">Where rows are stored.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Tells of failures.</param>
/// <param name="told">Is told of every row that was taken; null for nobody.</param>
public sealed class AuditWriter(IAuditTrail trail, TimeProvider time, ILogger<AuditWriter> log, DecisionLog? told = null) : IHostedService, IDisposable
{
    /// <summary>How many rows may wait to be written.</summary>
    public const int Capacity = 10_000;

    private const int BatchSize = 1_000;

    /// <summary>How long a row may wait for others to be written with.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>How long a caller waits for room, or for a row to be stored.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long the last rows are tried to be written when the program ends.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(15);

    private readonly Channel<Row> _rows = Channel.CreateBounded<Row>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private Task _writing = Task.CompletedTask;

    /// <summary>Takes a row, to be written within a second or so.</summary>
    /// <exception cref="StorageException">Too many rows wait because storage does not take them, or the program ends.</exception>
    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken) => TakeAsync(new Row(entry, null), cancellationToken);

    /// <summary>Writes a row and waits until it is stored.</summary>
    /// <exception cref="StorageException">It was not in time; it may be later.</exception>
    public async Task RecordAndWaitAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await TakeAsync(new Row(entry, stored), cancellationToken);
        try
        {
            await stored.Task.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new StorageException($"The audit row was not stored within {Patience.TotalSeconds} s, and without it nothing is done. Check the storage, and try again.");
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writing = WriteAsync();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Takes no more rows and returns when the last one is written, or storage has not taken it for 15 seconds. May be called
    /// again, also after the writer was disposed: two who end the program need not know of each other.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_rows.Writer.TryComplete()) _end.CancelAfter(Farewell);
        await _writing.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();

    private async Task WriteAsync()
    {
        while (await _rows.Reader.WaitToReadAsync(CancellationToken.None)) await StoreAsync(await CollectAsync());
    }

    private async Task TakeAsync(Row row, CancellationToken cancellationToken)
    {
        await EnqueueAsync(row, cancellationToken);
        told?.Tell(row.Entry);
    }

    private async Task EnqueueAsync(Row row, CancellationToken cancellationToken)
    {
        if (_rows.Writer.TryWrite(row)) return;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _rows.Writer.WriteAsync(row, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new StorageException($"{Capacity} audit rows wait for the storage, and without a row nothing is decided. Check the storage, and try again.");
        }
        catch (ChannelClosedException)
        {
            throw new StorageException("The program is ending and takes no more audit rows. Try again.");
        }
    }

    /// <summary>What is there now and comes within <see cref="Linger"/>; no longer than until somebody waits for a row.</summary>
    private async Task<List<Row>> CollectAsync()
    {
        var batch = new List<Row>();
        using var linger = new CancellationTokenSource(Linger, time);
        try
        {
            while (batch.Count < BatchSize && !batch.Exists(row => row.Stored is not null) && await _rows.Reader.WaitToReadAsync(linger.Token))
            {
                while (batch.Count < BatchSize && _rows.Reader.TryRead(out var row)) batch.Add(row);
            }
        }
        catch (OperationCanceledException) when (linger.IsCancellationRequested)
        {
            // The time is up.
        }

        return batch;
    }

    private async Task StoreAsync(List<Row> batch)
    {
        List<AuditEntry> entries = [.. batch.Select(row => row.Entry)];
        while (true)
        {
            try
            {
                await trail.AppendAsync(entries, _end.Token);
                foreach (var row in batch) row.Stored?.TrySetResult();
                return;
            }
            catch (StorageException unreachable)
            {
                log.LogError("{Rows} audit rows wait, which is tried again: {Message}", batch.Count, unreachable.Message);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                log.LogCritical("{Rows} audit rows are lost, from {First} on: the storage did not take them before the program ended", batch.Count, entries[0].Id);
                return;
            }

            await Task.Delay(RetryDelay, time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A row, and who waits for it to be stored.</summary>
    private sealed record Row(AuditEntry Entry, TaskCompletionSource? Stored);
}
