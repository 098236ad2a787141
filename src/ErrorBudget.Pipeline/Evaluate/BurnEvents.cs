namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>What begins to burn and what has stopped.</summary>
internal static class BurnEvents
{
    /// <summary>
    /// The burns that differ between two snapshots. Judged by the episode and not by the phase: an alert may have resolved,
    /// and even fired again, within one tick.
    /// </summary>
    public static IEnumerable<BudgetEvent> Between(Snapshot? previous, Snapshot current)
    {
        var (before, now) = (Episodes(previous), Episodes(current));
        foreach (var (episode, ended) in before.Where(burn => !now.ContainsKey(burn.Key)))
        {
            var resolved = Occurrence.End(current, BudgetEventKind.BurnStarted, BudgetEventKind.BurnResolved, episode, ended.Alert.FiredAt!.Value);
            yield return Of(resolved, ended.Rule) with { At = ResolvedAt(current, ended).Start };
        }

        foreach (var (episode, firing) in now.Where(burn => !before.ContainsKey(burn.Key)))
        {
            yield return Of(Occurrence.Begin(current, BudgetEventKind.BurnStarted, episode, firing.Alert.FiredAt!.Value), firing.Rule) with
            {
                InhibitedBy = Faster(current, firing.Rule)?.Name,
            };
        }
    }

    /// <summary>
    /// When a burn that is over ended, as exactly as a late tick can tell: when its alert was last in another phase, or when
    /// the same rule fired again; now if the rule is gone or is counted in another way.
    /// </summary>
    private static Minute ResolvedAt(Snapshot current, RuleSnapshot ended) =>
        current.Rules.FirstOrDefault(known => known.Rule.Name == ended.Rule.Name)?.Alert switch
        {
            { IsActive: true, FiredAt: { } again } when again > ended.Alert.FiredAt => again,
            { IsActive: false, Since: { } since, FiredAt: { } fired } when fired == ended.Alert.FiredAt => since,
            _ => current.DataThrough,
        };

    /// <summary>The fastest rule that fires and is faster than this one.</summary>
    private static BurnRateRule? Faster(Snapshot current, BurnRateRule rule) => current.Rules
        .Where(other => other.Alert.IsActive)
        .Select(other => other.Rule)
        .Where(other => (other.Severity, other.WindowMinutes).CompareTo((rule.Severity, rule.WindowMinutes)) < 0)
        .MinBy(other => (other.Severity, other.WindowMinutes));

    /// <summary>What burns, by its episode.</summary>
    private static Dictionary<string, RuleSnapshot> Episodes(Snapshot? snapshot) =>
        snapshot?.Rules.Where(rule => rule.Alert.IsActive).ToDictionary(rule => rule.Alert.EpisodeId(snapshot.Id, rule.Rule.Name)!) ?? [];

    private static BudgetEvent Of(BudgetEvent happened, BurnRateRule rule) => happened with { Rule = rule.Name, Severity = rule.Severity };
}
