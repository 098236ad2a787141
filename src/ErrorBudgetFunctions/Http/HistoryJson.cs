using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;

namespace ErrorBudgetFunctions.Http;

/// <summary>An SLO's past, step by step.</summary>
internal sealed record HistoryJson(string Service, string Slo, int StepMinutes, IReadOnlyList<HistoryPointJson> Points)
{
    public static HistoryJson Of(SloId slo, int stepMinutes, IReadOnlyList<HistoryPoint> points) =>
        new(slo.Service, slo.Slo, stepMinutes, [.. points.Select(HistoryPointJson.Of)]);
}

/// <summary>One step: what was counted in it and what was left of the budget at its end, null where unknown; how many of its minutes do not count.</summary>
internal sealed record HistoryPointJson(DateTime At, long? Good, long? Total, decimal? RemainingPct, int ExcludedMinutes)
{
    public static HistoryPointJson Of(HistoryPoint point) => new(
        point.At.Start.UtcDateTime,
        point.Counted.KnownMinutes > 0 ? point.Counted.Good : null,
        point.Counted.KnownMinutes > 0 ? point.Counted.Total : null,
        BudgetJson.Round(point.Budget.Remaining * 100, 4),
        point.ExcludedMinutes);
}
