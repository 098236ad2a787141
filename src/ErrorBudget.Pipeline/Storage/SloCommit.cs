namespace ErrorBudget.Pipeline.Storage;

/// <summary>What one SLO's evaluation changes. Stored whole or not at all.</summary>
/// <param name="Slo">The SLO.</param>
/// <param name="ExpectedETag">The version it was made from; null if there was no record.</param>
/// <param name="Record">The new record.</param>
/// <param name="SealedHours">Hours to store beside it.</param>
/// <param name="Outbox">What happened and has to be told.</param>
public sealed record SloCommit(
    SloId Slo, string? ExpectedETag, SloRecord Record, IReadOnlyList<LedgerSegment> SealedHours, IReadOnlyList<OutboxRecord> Outbox);
