using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>What came of reading an SLO's latest snapshot.</summary>
/// <param name="Snapshot">The snapshot; null if it has none or could not be read.</param>
/// <param name="Failure">Why it could not be read; null if it could.</param>
public sealed record SnapshotReading(Snapshot? Snapshot, StorageException? Failure);
