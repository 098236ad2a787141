using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>
/// The latest snapshots for those who ask. What was read is kept for a few seconds, so that a burst of gate checks costs
/// one read; when the store cannot be reached, what was read last is served on, and its age shows.
/// </summary>
public sealed class SnapshotReader(ILedgerStore store, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<SloId, Entry> _entries = new();

    /// <summary>The latest snapshot of an SLO; null if it has none.</summary>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read before.</exception>
    public async ValueTask<Snapshot?> FindAsync(SloId slo, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd(slo, static _ => new Entry());
        if (entry.IsFresh(time, Freshness)) return entry.Snapshot;

        // One reads, the others wait for it or, where there is something to show, do not wait.
        if (!await entry.Gate.WaitAsync(entry.ReadAt is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken)) return entry.Snapshot;
        try
        {
            if (entry.IsFresh(time, Freshness)) return entry.Snapshot;
            entry.Set((await store.FindAsync(slo, cancellationToken))?.Snapshot, time);
        }
        catch (StorageException) when (entry.ReadAt is not null)
        {
            // The old snapshot says how old it is; the gate treats stale data as its policy says.
            entry.Set(entry.Snapshot, time);
        }
        finally
        {
            entry.Gate.Release();
        }

        return entry.Snapshot;
    }

    /// <summary>The latest snapshots of several SLOs; null where there is none.</summary>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read before.</exception>
    public async Task<IReadOnlyList<(SloId Slo, Snapshot? Snapshot)>> FindAsync(IReadOnlyCollection<SloId> slos, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(slos);

        // Many at once are cheaper slot by slot.
        if (slos.Count > Slot.Count) await RefreshAsync(slos, cancellationToken);
        var snapshots = new List<(SloId, Snapshot?)>(slos.Count);
        foreach (var slo in slos) snapshots.Add((slo, await FindAsync(slo, cancellationToken)));
        return snapshots;
    }

    private async Task RefreshAsync(IReadOnlyCollection<SloId> slos, CancellationToken cancellationToken)
    {
        foreach (var slot in slos.GroupBy(Slot.Of))
        {
            if (slot.All(slo => _entries.TryGetValue(slo, out var entry) && entry.IsFresh(time, Freshness))) continue;
            try
            {
                var stored = await store.LoadAsync(slot.Key, cancellationToken);
                foreach (var slo in slot) _entries.GetOrAdd(slo, static _ => new Entry()).Set(stored.GetValueOrDefault(slo)?.Record.Snapshot, time);
            }
            catch (StorageException) when (slot.All(slo => _entries.TryGetValue(slo, out var entry) && entry.ReadAt is not null))
            {
                foreach (var slo in slot) _entries[slo].Set(_entries[slo].Snapshot, time);
            }
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Snapshot? Snapshot { get; private set; }

        public DateTimeOffset? ReadAt { get; private set; }

        public bool IsFresh(TimeProvider time, TimeSpan freshness) => ReadAt is { } at && time.GetUtcNow() - at < freshness;

        public void Set(Snapshot? snapshot, TimeProvider time) => (Snapshot, ReadAt) = (snapshot, time.GetUtcNow());
    }
}
