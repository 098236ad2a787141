using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>How a backfill ended.</summary>
/// <param name="Progress">What is read now.</param>
/// <param name="Problems">What failed in the last round, for people.</param>
public sealed record BackfillResult(BackfillProgress Progress, ImmutableArray<string> Problems);
