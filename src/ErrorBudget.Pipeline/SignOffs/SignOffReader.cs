using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.SignOffs;

/// <summary>
/// The sign-offs for those who ask. What was read is kept for a few seconds, so that a burst of gate checks costs one
/// read; a revocation on another instance counts that much later. When the store cannot be reached, what was read is
/// served on for a minute and not longer, since one may have been revoked.
/// </summary>
public sealed class SignOffReader(ISignOffStore store, TimeProvider time)
{
    /// <summary>Made earlier than so many days ago, every sign-off has expired.</summary>
    public const int LongestDays = 14;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Trust = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _services = new(StringComparer.Ordinal);

    /// <summary>The sign-offs of a service that may still be in force.</summary>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read in the last minute.</exception>
    public async Task<IReadOnlyList<SignOff>> OfAsync(string service, CancellationToken cancellationToken)
    {
        var entry = _services.GetOrAdd(service, static _ => new Entry());
        if (entry.Read is { } fresh && fresh.Age(time) < Freshness) return fresh.SignOffs;

        // One reads, the others wait for it.
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (entry.Read is { } read && read.Age(time) < Freshness) return read.SignOffs;
            var now = time.GetUtcNow();
            entry.Read = new Reading(await store.LoadAsync(service, now.AddDays(-LongestDays), cancellationToken), now);
        }
        catch (StorageException) when (entry.Read is { } old && old.Age(time) < Trust)
        {
            return old.SignOffs;
        }
        finally
        {
            entry.Gate.Release();
        }

        return entry.Read.SignOffs;
    }

    /// <summary>Forgets what was read of a service, after a change.</summary>
    public void Forget(string service) => _services.TryRemove(service, out _);

    private sealed record Reading(IReadOnlyList<SignOff> SignOffs, DateTimeOffset At)
    {
        public TimeSpan Age(TimeProvider time) => time.GetUtcNow() - At;
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Reading? Read { get; set; }
    }
}
