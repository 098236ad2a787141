using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>What a policy would have done in the past.</summary>
/// <param name="PolicyVersion">The policy.</param>
/// <param name="Slos">The SLOs that could be replayed, in the policy's order.</param>
/// <param name="Problems">What could not be replayed, and why; empty if everything could.</param>
public sealed record BacktestReport(string PolicyVersion, ImmutableArray<SloBacktest> Slos, ImmutableArray<string> Problems);
