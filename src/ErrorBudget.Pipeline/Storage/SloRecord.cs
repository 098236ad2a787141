namespace ErrorBudget.Pipeline.Storage;

/// <summary>What is stored of one SLO and rewritten as a whole every tick: the end of its ledger and its latest snapshot.</summary>
/// <param name="Fingerprint">How the events were counted, see <see cref="Policies.Objective.Fingerprint"/>.</param>
/// <param name="Ledger">The ledger without its sealed hours.</param>
/// <param name="Snapshot">The snapshot up to the ledger's watermark.</param>
public sealed record SloRecord(string Fingerprint, Ledger Ledger, Snapshot Snapshot);
