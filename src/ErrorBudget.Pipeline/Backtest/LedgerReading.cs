namespace ErrorBudget.Pipeline.Backtest;

/// <summary>What was found of the past. Every objective asked for is in exactly one of the two.</summary>
/// <param name="Pasts">Per SLO what there is.</param>
/// <param name="Failures">Per SLO why there is nothing, for people.</param>
public sealed record LedgerReading(IReadOnlyDictionary<SloId, Past> Pasts, IReadOnlyDictionary<SloId, string> Failures);
