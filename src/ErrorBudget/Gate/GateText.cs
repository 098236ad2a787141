using System.Globalization;

namespace ErrorBudget;

/// <summary>The gate's reasons in words, each with the numbers it rests on.</summary>
internal static class GateText
{
    private const int MostMembers = 5;

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
        var sums = Text($"{budget.Bad:N0} bad of {budget.Total:N0} {unit} in {Period(snapshot)} allow {Figures.Allowance(budget.Allowed)}");
        return $"{Standing(snapshot)}: {sums}";
    }

    public static string Stale(Snapshot snapshot, GateRules rules, DateTimeOffset now) => Text(
        $"the data end at {snapshot.DataThrough}, {Figures.Duration(now - snapshot.DataThrough.Start)} ago (limit {rules.StaleAfterMinutes} min): what happened since is unknown");

    public static string Unknown(Snapshot snapshot) => snapshot switch
    {
        { IsHistoryComplete: false } => $"the history is still being read: known since {snapshot.CoveredFrom}, needed for {Period(snapshot)}",
        { LastKnown: { } known } => $"no data since {known}: the service, its metrics or its scraping may be down",
        { Budget.IsKnown: true } => $"no data in the last minutes before {snapshot.DataThrough}: the service, its metrics or its scraping may be down",
        _ => $"no data in {Period(snapshot)}: check the SLI's metric and labels, or what pushes its counts",
    };

    public static string Burning(Snapshot snapshot, RuleSnapshot rule)
    {
        var (burn, limit) = (Text($"{rule.Rule.Name} burn since {rule.Alert.FiredAt}"), Text($"limit {rule.Rule.Multiplier:0.######}"));
        if (!rule.Window.IsKnown) return $"{burn} ({limit}): whether it goes on is unknown, the latest minutes are missing";
        var target = snapshot.Budget.Target;
        var pace = Text($"{rule.Window.Value(target):0.0#} times the pace of the budget over {Figures.Duration(rule.Rule.WindowMinutes)}");
        var confirm = rule.Confirm is { IsKnown: true } rate ? Text($" and {rate.Value(target):0.0#} over {Figures.Duration(rule.Rule.ConfirmWindowMinutes!.Value)}") : "";
        return Text($"{burn}: {pace}{confirm} ({limit}): {rule.Window.Bad:N0} bad of {rule.Window.Total:N0}");
    }

    /// <summary>For example: 2 adjustments in this window, 45 min excluded: maintenance by ada until 2026-11-23T08:00Z; a budget reset by bob at 2026-11-20T12:00Z.</summary>
    public static string Adjusted(AdjustedWindow adjusted)
    {
        var count = adjusted.Count == 1 ? "1 adjustment" : Text($"{adjusted.Count:N0} adjustments");
        var excluded = adjusted.ExcludedMinutes == 0 ? "" : $", {Figures.Duration(adjusted.ExcludedMinutes)} excluded";
        var more = adjusted.Count > adjusted.Latest.Length ? Text($"; and {adjusted.Count - adjusted.Latest.Length:N0} more") : "";
        return $"{count} in this window{excluded}: {string.Join("; ", adjusted.Latest.Select(Adjusted))}{more}";
    }

    private static string Adjusted(AppliedAdjustment applied) => applied.Kind switch
    {
        AdjustmentKind.Maintenance => $"maintenance by {applied.Author} until {applied.To}",
        AdjustmentKind.ExcludedIncident => $"an excluded incident by {applied.Author} until {applied.To}",
        AdjustmentKind.Correction => Text($"a correction by {applied.Author} of {applied.Bad:+#,0;-#,0;0} bad and {applied.Total:+#,0;-#,0;0} in all until {applied.To}"),
        _ => $"a budget reset by {applied.Author} at {applied.From}",
    };

    /// <summary>Where the members of a journey stand, those with least left first: a few of them.</summary>
    public static string Members(IReadOnlyCollection<(SloId Slo, Snapshot? Snapshot)> members)
    {
        var standing = members.OrderBy(member => member.Snapshot?.Budget.Remaining ?? decimal.MinValue).Take(MostMembers).Select(member => member.Snapshot switch
        {
            null => $"{member.Slo} was never evaluated",
            { Budget.Remaining: { } remaining } snapshot => $"{member.Slo} {snapshot.State.ToString().ToLowerInvariant()} with {Figures.Percent(remaining * 100, snapshot.Zones)} % left",
            _ => $"{member.Slo} unknown",
        });
        var more = members.Count > MostMembers ? Text($"; and {members.Count - MostMembers:N0} more") : "";
        return $"members of the journey: {string.Join("; ", standing)}{more}";
    }

    private static string Standing(Snapshot snapshot)
    {
        var zones = snapshot.Zones;
        var remaining = Figures.Percent(snapshot.Budget.Remaining!.Value * 100, zones);
        return snapshot.Zone switch
        {
            Zone.Standard when zones.Strictest == Zone.Standard => Text($"remaining {remaining} % (the policy has the gate always open)"),
            Zone.Monitor when zones.Strictest == Zone.Monitor => Text($"remaining {remaining} % is at or below {Figures.Exact(zones.StandardAbovePct)} %"),
            Zone.Standard => Text($"remaining {remaining} % is above {Figures.Exact(zones.StandardAbovePct)} %"),
            Zone.Monitor => Text($"remaining {remaining} % is between {Figures.Exact(zones.MonitorFromPct)} % and {Figures.Exact(zones.StandardAbovePct)} %"),
            Zone.SignOff => Text($"remaining {remaining} % is below {Figures.Exact(zones.MonitorFromPct)} %"),
            Zone.Block => Text($"remaining {remaining} % is below {Figures.Exact(zones.SignOffFromPct)} %"),
            Zone.Freeze => Text($"exhausted since {snapshot.ExhaustedSince}, {zones.FreezeAfterDays} days or longer: remaining {remaining} %"),
            _ => Text($"remaining {remaining} %"),
        };
    }

    private static string Period(Snapshot snapshot) =>
        snapshot.Window.Kind == WindowKind.Rolling ? snapshot.Window.ToString() : $"the {snapshot.Window}";

    private static string Name(DecisionKind kind) => kind == DecisionKind.SignOff ? "sign-off" : kind.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
