namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>What became of a flag, once and for all for its episode.</summary>
/// <param name="Outcome">What.</param>
/// <param name="At">When it was found, UTC.</param>
/// <param name="AuditId">The number of its audit row: the same whenever it is written, so that there is one.</param>
public sealed record FlagResult(FlagOutcome Outcome, DateTimeOffset At, Guid AuditId)
{
    /// <summary>A result found now.</summary>
    public static FlagResult Of(FlagOutcome outcome, DateTimeOffset now) => new(outcome, now, Guid.CreateVersion7(now));
}
