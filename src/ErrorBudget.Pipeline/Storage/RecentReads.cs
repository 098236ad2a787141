using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ErrorBudget.Pipeline.Storage;

/// <summary>
/// What was read from the store in the last seconds, so that a burst of questions costs one read: one reads, the others wait
/// for the same answer. While the store cannot be reached or is slow, what was read before is served on for as long as it is
/// trusted.
/// </summary>
/// <param name="read">Reads; ends by itself in bounded time, since who asked first may go while others wait.</param>
/// <param name="trust">How old an answer may be that stands in for the store's.</param>
/// <param name="time">The clock.</param>
public sealed class RecentReads<TKey, TValue>(Func<TKey, CancellationToken, Task<TValue>> read, TimeSpan trust, TimeProvider time)
    where TKey : notnull
{
    /// <summary>How long an answer is served without asking the store, and how long the store is let be after it failed.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>How long the store is waited for where an older answer can stand in.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();

    /// <summary>The store's answer, at most a few seconds old; an older one if the store does not answer.</summary>
    /// <exception cref="StorageException">The store cannot be reached, and nothing that can be trusted was read before.</exception>
    public async ValueTask<TValue> GetAsync(TKey key, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd(key, static _ => new Entry());
        Task<TValue> reading;
        lock (entry)
        {
            if (entry.Last is { } last && (Age(last.At) < Freshness || (Age(last.At) < trust && Age(entry.FailedAt) < Freshness))) return last.Value;
            reading = entry.Reading = entry.Reading is { IsCompleted: false } running ? running : ReadAsync(key, entry);
        }

        try
        {
            return await reading.WaitAsync(TryRecall(entry, out _) ? Patience : Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (Exception silence) when (silence is StorageException or TimeoutException)
        {
            if (TryRecall(entry, out var old)) return old;

            // What could be trusted when the waiting began may have become too old.
            if (silence is StorageException) throw;
            return await reading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What was read before, without asking the store.</summary>
    /// <returns>Whether there is anything that can be trusted.</returns>
    public bool TryRecall(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        return _entries.TryGetValue(key, out var entry) && TryRecall(entry, out value);
    }

    /// <summary>Forgets what was read, after a change.</summary>
    public void Forget(TKey key) => _entries.TryRemove(key, out _);

    private bool TryRecall(Entry entry, [MaybeNullWhen(false)] out TValue value)
    {
        lock (entry)
        {
            var isTrusted = entry.Last is { } last && Age(last.At) < trust;
            value = isTrusted ? entry.Last!.Value : default;
            return isTrusted;
        }
    }

    private async Task<TValue> ReadAsync(TKey key, Entry entry)
    {
        var since = time.GetUtcNow();
        try
        {
            var value = await read(key, CancellationToken.None);
            lock (entry) entry.Last = new Answer(value, since);
            return value;
        }
        catch (StorageException)
        {
            lock (entry) entry.FailedAt = time.GetUtcNow();
            throw;
        }
    }

    private TimeSpan Age(DateTimeOffset at) => time.GetUtcNow() - at;

    /// <summary>What the store said, and when it was asked.</summary>
    private sealed record Answer(TValue Value, DateTimeOffset At);

    private sealed class Entry
    {
        public Answer? Last { get; set; }

        public DateTimeOffset FailedAt { get; set; } = DateTimeOffset.MinValue;

        public Task<TValue>? Reading { get; set; }
    }
}
