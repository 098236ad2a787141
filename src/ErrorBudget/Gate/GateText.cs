using System.Globalization;

namespace ErrorBudget;

/// <summary>The gate's reasons in words, each with the numbers it rests on.</summary>
internal static class GateText
{
    public const string NeverEvaluated = "this SLO has not been evaluated yet: no data";

    public const string CriticalNeedsSignOff = "a critical change may go out here with a sign-off";

    public const string SignedOff = "a sign-off is in force and the policy lets it open the gate";

    public const string SignOffOpens = "a sign-off opens the gate (approval_override is on)";

    public static string Exempt(ChangeKind change) => $"a {change.ToString().ToLowerInvariant()} is let through so that the gate never blocks the repair";

    public static string DryRun(DecisionKind kind) => $"dry run: the gate would have said {Name(kind)}";

    /// <summary>For example: remaining 12.4 % is below 20 %: 1,204 bad of 1,310,000 events in 30 d allow 1,310.</summary>
    public static string Budget(Snapshot snapshot)
    {
        var budget = snapshot.Budget;
        if (!budget.IsKnown) return $"no data in {snapshot.Window}: the budget is unknown";
        var unit = snapshot.Slices is null ? "events" : Text($"slices of {snapshot.Slices.Minutes} min");
        var sums = Text($"{budget.Bad:N0} bad of {budget.Total:N0} {unit} in {snapshot.Window} allow {Count(budget.Allowed)}");
        return $"{Standing(snapshot)}: {sums}";
    }

    public static string Stale(Snapshot snapshot, GateRules rules, DateTimeOffset now) => Text(
        $"the data end at {snapshot.DataThrough}, {Duration(now - snapshot.DataThrough.Start)} ago (limit {rules.StaleAfterMinutes} min): what happened since is unknown");

    public static string Unknown(Snapshot snapshot)
    {
        if (!snapshot.IsHistoryComplete) return $"the history is still being read: known since {snapshot.CoveredFrom}, needed for {snapshot.Window}";
        return snapshot.LastKnown is { } known
            ? $"no data since {known}: the service, its metrics or its scraping may be down"
            : $"no data in {snapshot.Window}: check the SLI's metric and labels";
    }

    public static string Burning(Snapshot snapshot, RuleSnapshot rule)
    {
        var target = snapshot.Budget.Target;
        var pace = Text($"{rule.Rule.Name} burn since {rule.Alert.FiredAt}: {rule.Window.Value(target):0.0#} times the pace of the budget over {Duration(rule.Rule.WindowMinutes)}");
        var confirm = rule.Confirm is { } rate ? Text($" and {rate.Value(target):0.0#} over {Duration(rule.Rule.ConfirmWindowMinutes!.Value)}") : "";
        return Text($"{pace}{confirm} (limit {rule.Rule.Multiplier:0.##}): {rule.Window.Bad:N0} bad of {rule.Window.Total:N0}");
    }

    private static string Standing(Snapshot snapshot)
    {
        var (remaining, zones) = (Percent(snapshot.Budget.Remaining!.Value), snapshot.Zones);
        return snapshot.Zone switch
        {
            Zone.Standard when zones.Strictest == Zone.Standard => Text($"remaining {remaining} % (the policy has the gate always open)"),
            Zone.Monitor when zones.Strictest == Zone.Monitor => Text($"remaining {remaining} % is at or below {zones.StandardAbovePct:0.##} %"),
            Zone.Standard => Text($"remaining {remaining} % is above {zones.StandardAbovePct:0.##} %"),
            Zone.Monitor => Text($"remaining {remaining} % is between {zones.MonitorFromPct:0.##} % and {zones.StandardAbovePct:0.##} %"),
            Zone.SignOff => Text($"remaining {remaining} % is below {zones.MonitorFromPct:0.##} %"),
            Zone.Block => Text($"remaining {remaining} % is below {zones.SignOffFromPct:0.##} %"),
            Zone.Freeze => Text($"exhausted since {snapshot.ExhaustedSince}, {zones.FreezeAfterDays} days or longer: remaining {remaining} %"),
            _ => Text($"remaining {remaining} % so far"),
        };
    }

    private static string Name(DecisionKind kind) => kind == DecisionKind.SignOff ? "sign-off" : kind.ToString().ToLowerInvariant();

    /// <summary>
    /// A percentage that never reads as the border it is not on: digits are added until it differs (a remaining of 19.996 %
    /// shows as "19.996", not as "20 % is below 20 %").
    /// </summary>
    private static string Percent(decimal fraction)
    {
        var percent = fraction * 100;
        for (var digits = 1; digits < 6; digits++)
        {
            var rounded = Math.Round(percent, digits);
            if (rounded == percent || rounded % 10 != 0) return Text($"{rounded:0.######}");
        }

        return Text($"{percent:0.######}");
    }

    private static string Count(decimal count) => count >= 100 ? Text($"{decimal.Floor(count):N0}") : Text($"{count:0.##}");

    private static string Duration(TimeSpan span) => Duration((int)span.TotalMinutes);

    private static string Duration(int minutes) => minutes switch
    {
        >= 2 * Minute.PerDay => Text($"{minutes / Minute.PerDay} d {minutes % Minute.PerDay / Minute.PerHour} h").Replace(" 0 h", "", StringComparison.Ordinal),
        >= Minute.PerHour => Text($"{minutes / Minute.PerHour} h {minutes % Minute.PerHour} min").Replace(" 0 min", "", StringComparison.Ordinal),
        _ => Text($"{minutes} min"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
