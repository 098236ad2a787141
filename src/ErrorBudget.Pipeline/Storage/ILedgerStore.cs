namespace ErrorBudget.Pipeline.Storage;

/// <summary>Where ledgers, snapshots and the outbox are kept.</summary>
/// <remarks>Every method throws <see cref="StorageException"/> when the store cannot be reached or answers with an error.</remarks>
public interface ILedgerStore
{
    /// <summary>Makes the tables if they are not there.</summary>
    Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>The records of all SLOs in a slot.</summary>
    Task<SlotRows<StoredSlo>> LoadAsync(Slot slot, CancellationToken cancellationToken);

    /// <summary>The record of one SLO; null if there is none.</summary>
    Task<SloRecord?> FindAsync(SloId slo, CancellationToken cancellationToken);

    /// <summary>One sealed hour of every SLO in a slot that has it.</summary>
    Task<SlotRows<LedgerSegment>> LoadHourAsync(Slot slot, Minute hour, CancellationToken cancellationToken);

    /// <summary>The sealed hours of one SLO that lie in a stretch of time, in order of time.</summary>
    Task<IReadOnlyList<LedgerSegment>> LoadHoursAsync(SloId slo, MinuteRange range, CancellationToken cancellationToken);

    /// <summary>
    /// Stores commits of one slot. Each is stored whole or not at all; as many as fit share a transaction.
    /// </summary>
    /// <returns>Per SLO the new version; an SLO that is missing was refused because another evaluation was faster.</returns>
    Task<IReadOnlyDictionary<SloId, string>> CommitAsync(Slot slot, IReadOnlyList<SloCommit> commits, CancellationToken cancellationToken);

    /// <summary>The outbox of a slot, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<OutboxRecord>> LoadOutboxAsync(Slot slot, int limit, CancellationToken cancellationToken);

    /// <summary>Removes what was handed on; what is gone already is no error.</summary>
    Task RemoveFromOutboxAsync(Slot slot, IReadOnlyCollection<OutboxRecord> records, CancellationToken cancellationToken);

    /// <summary>Deletes sealed hours of whole days before <paramref name="day"/>.</summary>
    /// <returns>How many day rows were deleted.</returns>
    Task<int> PurgeAsync(Slot slot, Minute day, CancellationToken cancellationToken);

    /// <summary>Stores how a shard's latest evaluation went.</summary>
    Task SaveRunAsync(RunReport report, CancellationToken cancellationToken);

    /// <summary>How every shard's latest evaluation went.</summary>
    Task<IReadOnlyList<RunReport>> LoadRunsAsync(CancellationToken cancellationToken);
}
