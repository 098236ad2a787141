using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>One part of an explanation.</summary>
/// <param name="About">What it explains, for example <c>budget</c> or <c>rule fast</c>.</param>
/// <param name="Lines">How it came about, a step a line.</param>
public sealed record ExplainedPart(string About, ImmutableArray<string> Lines);
