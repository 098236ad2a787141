using System.Globalization;

namespace ErrorBudget;

/// <summary>The gate's reasons in words, each with the numbers it rests on.</summary>
internal static class GateText
{
    public const string NeverEvaluated = "this SLO has not been evaluated yet: no data";

    public const string CriticalNeedsSignOff = "a critical change needs a sign-off here";

    public const string SignOffOpens = "a sign-off opens the gate (approval_override is on)";

    public const string SignOffDoesNotOpen = "sign-offs do not open this gate (approval_override is off)";

    public const string UnknownPasses = "the policy lets a release pass when the budget is unknown (on_unknown is allow)";

    public static string SignedOff(SignOff signOff) =>
        Text($"a sign-off is in force: by {signOff.Approver} until {signOff.ExpiresAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, because: {signOff.Reason}");

    public static string Exempt(ChangeKind change) => $"a {change.ToString().ToLowerInvariant()} is let through so that the gate never blocks the repair";

    public static string DryRun(DecisionKind kind) => $"dry run: the gate would have said {Name(kind)}";

    /// <summary>For example: remaining 12.4 % is below 20 %: 1,148 bad of 1,310,000 events in 30 d allow 1,310.</summary>
    public static string Budget(Snapshot snapshot)
    {
        var budget = snapshot.Budget;
        var unit = snapshot.Slices is null ? "events" : Text($"slices of {snapshot.Slices.Minutes} min");
        var sums = Text($"{budget.Bad:N0} bad of {budget.Total:N0} {unit} in {Period(snapshot)} allow {Count(budget.Allowed)}");
        return $"{Standing(snapshot)}: {sums}";
    }

    public static string Stale(Snapshot snapshot, GateRules rules, DateTimeOffset now) => Text(
        $"the data end at {snapshot.DataThrough}, {Duration(now - snapshot.DataThrough.Start)} ago (limit {rules.StaleAfterMinutes} min): what happened since is unknown");

    public static string Unknown(Snapshot snapshot) => snapshot switch
    {
        { IsHistoryComplete: false } => $"the history is still being read: known since {snapshot.CoveredFrom}, needed for {Period(snapshot)}",
        { LastKnown: { } known } => $"no data since {known}: the service, its metrics or its scraping may be down",
        { Budget.IsKnown: true } => $"no data in the last minutes before {snapshot.DataThrough}: the service, its metrics or its scraping may be down",
        _ => $"no data in {Period(snapshot)}: check the SLI's metric and labels",
    };

    public static string Burning(Snapshot snapshot, RuleSnapshot rule)
    {
        var (burn, limit) = (Text($"{rule.Rule.Name} burn since {rule.Alert.FiredAt}"), Text($"limit {rule.Rule.Multiplier:0.######}"));
        if (!rule.Window.IsKnown) return $"{burn} ({limit}): whether it goes on is unknown, the latest minutes are missing";
        var target = snapshot.Budget.Target;
        var pace = Text($"{rule.Window.Value(target):0.0#} times the pace of the budget over {Duration(rule.Rule.WindowMinutes)}");
        var confirm = rule.Confirm is { IsKnown: true } rate ? Text($" and {rate.Value(target):0.0#} over {Duration(rule.Rule.ConfirmWindowMinutes!.Value)}") : "";
        return Text($"{burn}: {pace}{confirm} ({limit}): {rule.Window.Bad:N0} bad of {rule.Window.Total:N0}");
    }

    private static string Standing(Snapshot snapshot)
    {
        var zones = snapshot.Zones;
        var remaining = Percent(snapshot.Budget.Remaining!.Value * 100, zones);
        return snapshot.Zone switch
        {
            Zone.Standard when zones.Strictest == Zone.Standard => Text($"remaining {remaining} % (the policy has the gate always open)"),
            Zone.Monitor when zones.Strictest == Zone.Monitor => Text($"remaining {remaining} % is at or below {Border(zones.StandardAbovePct)} %"),
            Zone.Standard => Text($"remaining {remaining} % is above {Border(zones.StandardAbovePct)} %"),
            Zone.Monitor => Text($"remaining {remaining} % is between {Border(zones.MonitorFromPct)} % and {Border(zones.StandardAbovePct)} %"),
            Zone.SignOff => Text($"remaining {remaining} % is below {Border(zones.MonitorFromPct)} %"),
            Zone.Block => Text($"remaining {remaining} % is below {Border(zones.SignOffFromPct)} %"),
            Zone.Freeze => Text($"exhausted since {snapshot.ExhaustedSince}, {zones.FreezeAfterDays} days or longer: remaining {remaining} %"),
            _ => Text($"remaining {remaining} %"),
        };
    }

    private static string Period(Snapshot snapshot) =>
        snapshot.Window.Kind == WindowKind.Rolling ? snapshot.Window.ToString() : $"the {snapshot.Window}";

    private static string Name(DecisionKind kind) => kind == DecisionKind.SignOff ? "sign-off" : kind.ToString().ToLowerInvariant();

    /// <summary>
    /// A percentage that never reads as a border it is not on, nor as full or empty: digits are added until it differs
    /// (19.996 % shows as "19.996", not as "20 % is below 20 %").
    /// </summary>
    private static string Percent(decimal percent, ZoneThresholds zones)
    {
        decimal[] borders = [100, zones.StandardAbovePct, zones.MonitorFromPct, zones.SignOffFromPct, 0];
        var digits = 1;
        while (digits < 28 && Math.Round(percent, digits) is var rounded && rounded != percent && borders.Contains(rounded)) digits++;
        return Border(Math.Round(percent, digits));
    }

    private static string Border(decimal percent) => percent.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>How many bad events are allowed, rounded down: 99.999 do not allow a hundredth.</summary>
    private static string Count(decimal count) => count switch
    {
        >= 100 => Text($"{decimal.Floor(count):N0}"),
        >= 1 => Text($"{decimal.Floor(count * 100) / 100:0.##}"),
        _ => Text($"{count:0.########}"),
    };

    /// <summary>Rounded up, so that what is over a limit also reads as over it.</summary>
    private static string Duration(TimeSpan span) => Duration((int)Math.Ceiling(span.TotalMinutes));

    private static string Duration(int minutes) => minutes switch
    {
        >= 2 * Minute.PerDay => Text($"{minutes / Minute.PerDay} d {minutes % Minute.PerDay / Minute.PerHour} h").Replace(" 0 h", "", StringComparison.Ordinal),
        >= Minute.PerHour => Text($"{minutes / Minute.PerHour} h {minutes % Minute.PerHour} min").Replace(" 0 min", "", StringComparison.Ordinal),
        _ => Text($"{minutes} min"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
