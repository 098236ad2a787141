namespace ErrorBudget.Pipeline.Storage;

/// <summary>How the latest evaluation of a shard went, for health.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
/// <param name="DataThrough">The oldest watermark of its SLOs: everything before was read for all. Null without SLOs.</param>
/// <param name="Slos">How many SLOs it evaluated.</param>
/// <param name="Backfilling">How many of them are still reading their history.</param>
/// <param name="PolicyVersion">Which policy was in force.</param>
/// <param name="Problems">What failed, for people; empty if nothing did. At most 20 are kept.</param>
public sealed record RunReport(
    int Shard, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, Minute? DataThrough, int Slos, int Backfilling, string PolicyVersion, IReadOnlyList<string> Problems)
{
    /// <summary>How many SLOs are not up to date, since their source failed or they were left to the next evaluation.</summary>
    public int Behind { get; init; }
}
