using ErrorBudget;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>How fast each SLO's budget burns, and which rules fire.</summary>
internal static class BurnMetrics
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Metric.OfSlos("burn_rate_fast", "Burn rate over the window of the fast rule (of several, the one of the shortest window): 1 spends the budget in exactly the SLO's window.", slo => BurnOf(slo, BurnSeverity.Fast)),
        Metric.OfSlos("burn_rate_slow", "Burn rate over the window of the slow rule (of several, the one of the shortest window).", slo => BurnOf(slo, BurnSeverity.Slow)),
        new Metric("error_budget_burn_rate", "Burn rate over a window of a rule; each rule has its window and, mostly, a shorter one that confirms it.", WriteBurns),
        OfRules("error_budget_burn_rate_threshold", "The burn rate from which a rule fires.", rule => (double)rule.Rule.Multiplier),
        OfRules("error_budget_rule_active", "1 if a rule fires, 0 if not.", rule => rule.Alert.IsActive ? 1 : 0),
        Metric.OfStates<AlertState>("error_budget_alert_state", "1 for the most urgent burn, 0 for the others.", "alert_state", WireNames.ToWire, slo => !slo.IsRead ? null : slo.Snapshot?.AlertState ?? AlertState.Unknown),
    ];

    private static double? BurnOf(SloReading slo, BurnSeverity severity) =>
        slo.Snapshot is { } snapshot && snapshot.Rules.FirstOrDefault(rule => rule.Rule.Severity == severity) is { } found ? (double?)found.Window.Value(snapshot.Budget.Target) : null;

    private static Metric OfRules(string name, string help, Func<RuleSnapshot, double> value) => new(name, help, (state, exposition) =>
    {
        foreach (var slo in state.Slos)
        {
            foreach (var rule in slo.Snapshot?.Rules ?? [])
                exposition.Sample(slo.Labels, Labels.Of(("rule", rule.Rule.Name), ("severity", SeverityOf(rule.Rule))), value(rule));
        }
    });

    private static void WriteBurns(StateReading state, Exposition exposition)
    {
        foreach (var slo in state.Slos)
        {
            foreach (var rule in slo.Snapshot?.Rules ?? [])
            {
                Write(slo, rule, rule.Window, rule.Rule.WindowMinutes, exposition);
                if (rule is { Confirm: { } confirm, Rule.ConfirmWindowMinutes: { } minutes }) Write(slo, rule, confirm, minutes, exposition);
            }
        }
    }

    private static void Write(SloReading slo, RuleSnapshot rule, BurnRate burn, int minutes, Exposition exposition)
    {
        if (burn.Value(slo.Snapshot!.Budget.Target) is { } value) exposition.Sample(slo.Labels, Labels.Of(("rule", rule.Rule.Name), ("window", Duration(minutes))), (double)value);
    }

    private static string SeverityOf(BurnRateRule rule) => rule.Severity switch
    {
        BurnSeverity.Fast => "fast",
        BurnSeverity.Slow => "slow",
        _ => "critical",
    };

    /// <summary>A length of time as Prometheus writes it.</summary>
    private static string Duration(int minutes) => minutes switch
    {
        _ when minutes % Minute.PerDay == 0 => FormattableString.Invariant($"{minutes / Minute.PerDay}d"),
        _ when minutes % Minute.PerHour == 0 => FormattableString.Invariant($"{minutes / Minute.PerHour}h"),
        _ => FormattableString.Invariant($"{minutes}m"),
    };
}
