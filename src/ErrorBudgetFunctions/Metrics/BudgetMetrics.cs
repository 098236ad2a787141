using ErrorBudget;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>What is left of each SLO's budget, and what follows.</summary>
internal static class BudgetMetrics
{
    private static readonly Labels Good = Labels.Of(("result", "good"));
    private static readonly Labels Bad = Labels.Of(("result", "bad"));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Metric.OfSlos("error_budget_remaining_pct", "Percent of the error budget that is left; below 0 it is overspent.", slo => (double?)(slo.Known?.Remaining * 100)),
        Metric.OfSlos("error_budget_consumed_total", "Bad events (or slices) in the SLO's window: what consumed the budget. Goes down when they leave the window, so it is no counter.", slo => slo.Known?.Bad) with { Type = "untyped" },
        new Metric("error_budget_slo_info", "1 for each SLO of the policy, with what it is about.", WriteInfo),
        Metric.OfSlos("error_budget_target_ratio", "The fraction of events (or slices) that are to be good.", slo => (double)(slo.Snapshot?.Budget.Target ?? slo.Objective.Slo.Target).Fraction),
        new Metric("error_budget_window_events", "Good and bad events (or slices) in the SLO's window.", WriteEvents),
        Metric.OfSlos("error_budget_sli_ratio", "The fraction of the window's events (or slices) that were good; none without traffic.", slo => (double?)slo.Known?.Sli),
        Metric.OfStates("error_budget_state", "1 for what the SLO is, 0 for the others.", "state", WireNames.ToWire, slo => Of(slo, snapshot => snapshot.State, SloState.Unknown)),
        Metric.OfStates("error_budget_zone", "1 for the zone that the budget is in, 0 for the others.", "zone", WireNames.ToWire, slo => Of(slo, snapshot => snapshot.Zone, Zone.Unknown)),
        Metric.OfStates("error_budget_gate_decision", "1 for what the gate would say now of a standard change that nobody signed off, 0 for the others.", "decision", WireNames.ToWire, slo => slo.Decision),
        Metric.OfSlos("error_budget_time_to_exhaustion_seconds", "How long the budget lasts at the pace of the last hour: 0 if it is exhausted, none if the pace does not exhaust it.", slo => slo.Snapshot?.TimeToExhaustion?.TotalSeconds),
        Metric.OfSlos("error_budget_exhausted_since_timestamp_seconds", "Since when the budget has been exhausted; none if it is not.", slo => slo.Snapshot?.ExhaustedSince?.UnixSeconds),
        Metric.OfSlos("error_budget_data_through_timestamp_seconds", "Everything before this time is in the numbers.", slo => slo.Snapshot?.DataThrough.UnixSeconds),
        Metric.OfSlos("error_budget_evaluated_timestamp_seconds", "When the SLO was evaluated last.", slo => slo.Snapshot is { } snapshot ? snapshot.EvaluatedAt.ToUnixTimeMilliseconds() / 1000.0 : null),
        Metric.OfSlos("error_budget_coverage_ratio", "The fraction of the window's minutes that were counted.", slo => (double?)slo.Snapshot?.Coverage),
        Metric.OfSlos("error_budget_adjustments", "Adjustments in the window: maintenance, excluded incidents, corrections, resets.", slo => slo.Snapshot is { } snapshot ? snapshot.Adjusted?.Count ?? 0 : null),
        Metric.OfSlos("error_budget_excluded_seconds", "How much of the window does not count, by adjustments.", slo => slo.Snapshot is { } snapshot ? 60.0 * (snapshot.Adjusted?.ExcludedMinutes ?? 0) : null),
    ];

    /// <summary>What was read; what no tick has evaluated yet is unknown.</summary>
    private static T? Of<T>(SloReading slo, Func<Snapshot, T> state, T unknown)
        where T : struct => !slo.IsRead ? null : slo.Snapshot is { } snapshot ? state(snapshot) : unknown;

    private static void WriteInfo(StateReading state, Exposition exposition)
    {
        foreach (var reading in state.Slos)
        {
            var slo = reading.Objective.Slo;
            exposition.Sample(
                reading.Labels,
                Labels.Of(("owner", slo.Owner), ("window", WindowOf(slo.Window)), ("unit", slo.Slices is null ? "events" : "slices"), ("runbook", reading.Objective.Runbook?.AbsoluteUri)),
                1);
        }
    }

    private static void WriteEvents(StateReading state, Exposition exposition)
    {
        foreach (var slo in state.Slos)
        {
            if (slo.Known is not { } budget) continue;
            exposition.Sample(slo.Labels, Good, budget.Good);
            exposition.Sample(slo.Labels, Bad, budget.Bad);
        }
    }

    private static string WindowOf(SloWindow window) => window.Kind == WindowKind.Rolling ? FormattableString.Invariant($"{window.Days}d") : window.Kind.ToWire();
}
