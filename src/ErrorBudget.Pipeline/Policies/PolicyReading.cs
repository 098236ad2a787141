using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>What came of reading policy files: a policy, or everything that is wrong with them. A wrong file is refused whole.</summary>
/// <param name="Policy">The policy; null if anything was refused.</param>
/// <param name="Problems">What was refused, in order of file and line; empty if nothing was.</param>
public sealed record PolicyReading(Policy? Policy, ImmutableArray<PolicyProblem> Problems);
