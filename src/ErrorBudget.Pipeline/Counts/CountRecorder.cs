using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Counts;

/// <summary>
/// Adds accepted counts to the sums of their minutes. A message may come twice, late and beside others: the ids decide what
/// is counted. Messages of one process take turns in a slot, since they would only refuse each other's transactions.
/// </summary>
public sealed class CountRecorder(ICountStore store, TimeProvider time, ILogger<CountRecorder> log) : IDisposable
{
    /// <summary>For how many days after it was counted an id is remembered.</summary>
    public const int RememberedDays = 15;

    /// <summary>How old a count may be when it is recorded: a day less than ids are remembered, so that none is counted twice.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromDays(RememberedDays - 1);

    private readonly IReadOnlyDictionary<Slot, SemaphoreSlim> _turns = Slot.All.ToDictionary(slot => slot, _ => new SemaphoreSlim(1));

    /// <summary>Records a message's counts.</summary>
    /// <returns>How many were counted; the others had been before.</returns>
    /// <exception cref="StorageException">The store cannot be reached; the message is to be handled again.</exception>
    /// <exception cref="InvalidOperationException">Some counts are so old that nobody knows any more whether they were counted. The others are recorded.</exception>
    public async Task<int> RunAsync(CountMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var now = time.GetUtcNow();
        var (known, tooOld) = (message.Counts.Where(count => now - count.At <= Oldest), message.Counts.Count(count => now - count.At > Oldest));
        var counted = 0;
        foreach (var slot in known.GroupBy(count => Slot.Of(count.SloId))) counted += await RecordAsync(slot.Key, [.. slot], now, cancellationToken);
        log.LogInformation("{Counted} of {Counts} pushed counts recorded", counted, message.Counts.Length);
        return tooOld == 0
            ? counted
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"{tooOld} of {message.Counts.Length} pushed counts are older than {Oldest.TotalDays} days: whether they were counted before is no longer known, so they are not counted."));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var turn in _turns.Values) turn.Dispose();
    }

    private async Task<int> RecordAsync(Slot slot, IReadOnlyCollection<PushedCount> counts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _turns[slot].WaitAsync(cancellationToken);
        try
        {
            return await store.RecordAsync(slot, counts, now, cancellationToken);
        }
        finally
        {
            _turns[slot].Release();
        }
    }
}
