using ErrorBudget.Pipeline.Backtest;
using ErrorBudgetFunctions.Http;

namespace ErrorBudget.Cli.Json;

/// <summary>A backtest for programs. Times are UTC, lengths in minutes.</summary>
internal sealed record BacktestJson(string PolicyVersion, string LaidOver, IReadOnlyList<SloBacktestJson> Slos, IReadOnlyList<string> Problems)
{
    public static BacktestJson Of(BacktestReport report, string laidOver) => new(report.PolicyVersion, laidOver, [.. report.Slos.Select(SloBacktestJson.Of)], report.Problems);
}

/// <summary>What one SLO would have done. Its counts are those with the adjustments laid over, and those that were counted.</summary>
internal sealed record SloBacktestJson(
    string Service, string Slo, DateTime From, DateTime To, long Bad, long Total, long CountedBad, long CountedTotal, IReadOnlyList<AppliedAdjustmentJson> Adjustments, decimal? RemainingPct,
    IReadOnlyList<RuleBacktestJson> Rules, IReadOnlyList<GateStretchJson> Gate, IReadOnlyList<SuggestionJson> Suggestions)
{
    public static SloBacktestJson Of(SloBacktest slo) => new(
        slo.Slo.Id.Service,
        slo.Slo.Id.Slo,
        slo.Range.Start.Start.UtcDateTime,
        slo.Range.End.Start.UtcDateTime,
        slo.Charged.Bad,
        slo.Charged.Total,
        slo.Counted.Bad,
        slo.Counted.Total,
        [.. slo.Adjusted.Select(AppliedAdjustmentJson.Of)],
        BudgetJson.Round(slo.Budget.Remaining * 100, 4),
        [.. slo.Rules.Select(RuleBacktestJson.Of)],
        [.. slo.Gate.Select(stretch => new GateStretchJson(stretch.Kind.ToWire(), stretch.From.Start.UtcDateTime, stretch.To.Start.UtcDateTime, stretch.Minutes))],
        [.. slo.Suggestions.Select(SuggestionJson.Of)]);
}

/// <summary>What one rule would have done.</summary>
internal sealed record RuleBacktestJson(string Rule, int AlertMinutes, decimal PerWeek, int Cheap, IReadOnlyList<FiringJson> Firings)
{
    public static RuleBacktestJson Of(RuleBacktest rule) => new(
        rule.Rule.Name, rule.Minutes, BudgetJson.Round(rule.PerWeek, 4)!.Value, rule.Cheap,
        [.. rule.Firings.Select(firing => new FiringJson(
            firing.From.Start.UtcDateTime, firing.IsOver ? firing.To.Start.UtcDateTime : null, firing.Minutes, BudgetJson.Round(firing.PeakBurn, 4)!.Value, BudgetJson.Round(firing.BudgetSpent * 100, 4)))]);
}

/// <summary>One firing; without an end if it was going on.</summary>
internal sealed record FiringJson(DateTime From, DateTime? To, int Minutes, decimal PeakBurn, decimal? BudgetSpentPct);

/// <summary>A stretch in which the gate was not open.</summary>
internal sealed record GateStretchJson(string Decision, DateTime From, DateTime To, int Minutes);

/// <summary>What target a window would have supported; null if the past does not say.</summary>
internal sealed record SuggestionJson(int Days, decimal? Target, DateTime? WorstFrom, DateTime? WorstTo, long? WorstBad, long? WorstTotal)
{
    public static SuggestionJson Of(Suggestion suggestion) => new(
        suggestion.Days, suggestion.Target?.Fraction, suggestion.Worst?.Range.Start.Start.UtcDateTime, suggestion.Worst?.Range.End.Start.UtcDateTime, suggestion.Worst?.Bad, suggestion.Worst?.Total);
}
