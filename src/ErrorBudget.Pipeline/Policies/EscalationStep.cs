using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>Who is told when a budget has been exhausted for some time.</summary>
/// <param name="AfterMinutes">For how many minutes without a break, 0 or more.</param>
/// <param name="Channels">Who is told then.</param>
public sealed record EscalationStep(int AfterMinutes, ImmutableArray<string> Channels);
