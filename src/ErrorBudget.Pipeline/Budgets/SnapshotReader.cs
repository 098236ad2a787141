using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>
/// The latest snapshots for those who ask, at most a few seconds old. When the store does not answer, what was read last is
/// served on, however old: a snapshot says how old it is, and the gate treats stale data as its policy says.
/// </summary>
public sealed class SnapshotReader(ILedgerStore store, TimeProvider time)
{
    private readonly RecentReads<SloId, Snapshot?> _slos = new(
        async (slo, cancellationToken) => (await store.FindAsync(slo, cancellationToken))?.Snapshot, TimeSpan.MaxValue, time);

    private readonly RecentReads<Slot, SlotRows<StoredSlo>> _slots = new(store.LoadAsync, TimeSpan.MaxValue, time);

    /// <summary>The latest snapshot of an SLO; null if it has none.</summary>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read before.</exception>
    public ValueTask<Snapshot?> FindAsync(SloId slo, CancellationToken cancellationToken) => _slos.GetAsync(slo, cancellationToken);

    /// <summary>The latest snapshots of several SLOs; null where there is none.</summary>
    /// <exception cref="StorageException">The store cannot be reached and nothing was read before.</exception>
    public async Task<IReadOnlyList<(SloId Slo, Snapshot? Snapshot)>> FindAsync(IReadOnlyCollection<SloId> slos, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(slos);
        var snapshots = new List<(SloId, Snapshot?)>(slos.Count);
        foreach (var slo in slos)
        {
            // Many at once are cheaper slot by slot.
            snapshots.Add((slo, slos.Count > Slot.Count
                ? (await _slots.GetAsync(Slot.Of(slo), cancellationToken)).Find(slo)?.Record.Snapshot
                : await _slos.GetAsync(slo, cancellationToken)));
        }

        return snapshots;
    }

    /// <summary>The latest snapshots of several SLOs, in their order; what cannot be read keeps nothing else from being.</summary>
    /// <remarks>At most <see cref="Slot.Count"/> calls that are under way together, so a store that is down is waited for once.</remarks>
    public async Task<IReadOnlyList<SnapshotReading>> ReadAsync(IReadOnlyCollection<SloId> slos, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(slos);
        if (slos.Count <= Slot.Count) return await Task.WhenAll(slos.Select(slo => ReadingAsync(_slos.GetAsync(slo, cancellationToken).AsTask(), snapshot => snapshot)));

        var slots = slos.Select(Slot.Of).Distinct().ToDictionary(slot => slot, slot => _slots.GetAsync(slot, cancellationToken).AsTask());
        return await Task.WhenAll(slos.Select(slo => ReadingAsync(slots[Slot.Of(slo)], found => found.Find(slo)?.Record.Snapshot)));
    }

    private static async Task<SnapshotReading> ReadingAsync<T>(Task<T> read, Func<T, Snapshot?> snapshot)
    {
        try
        {
            return new SnapshotReading(snapshot(await read), null);
        }
        catch (StorageException failure)
        {
            return new SnapshotReading(null, failure);
        }
    }
}
