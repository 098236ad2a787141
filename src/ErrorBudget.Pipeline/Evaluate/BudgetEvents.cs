using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>Derives what has to be told from two snapshots in a row.</summary>
internal static class BudgetEvents
{
    /// <summary>The events between two snapshots, ready for the outbox. Nothing happens between a first snapshot and the void before it but a burn.</summary>
    public static IReadOnlyList<OutboxRecord> Between(Snapshot? previous, Snapshot current) =>
        [.. Derive(previous, current).Select(happened => new OutboxRecord(
            happened.Id, Minute.Containing(happened.At), happened.ToJson()))];

    private static IEnumerable<BudgetEvent> Derive(Snapshot? previous, Snapshot current)
    {
        // Judged by the episode and not by the phase: an alert may have resolved, and even fired again, within one tick.
        var (before, now) = (Episodes(previous), Episodes(current));
        foreach (var (episode, firing) in before.Where(burn => !now.ContainsKey(burn.Key)))
            yield return Burn(current, BudgetEventKind.BurnResolved, firing.Rule.Name, episode, current.DataThrough);
        foreach (var (episode, firing) in now.Where(burn => !before.ContainsKey(burn.Key)))
            yield return Burn(current, BudgetEventKind.BurnStarted, firing.Rule.Name, episode, firing.Alert.FiredAt!.Value);

        if (previous is null || previous.Zone == Zone.Unknown || current.Zone == Zone.Unknown) yield break;
        if (previous.Zone != current.Zone)
            yield return Event(current, BudgetEventKind.ZoneChanged) with { From = previous.Zone, To = current.Zone };
        if (previous.ExhaustedSince is null && current.ExhaustedSince is not null) yield return Event(current, BudgetEventKind.BudgetExhausted);
        if (previous.ExhaustedSince is not null && current.ExhaustedSince is null) yield return Event(current, BudgetEventKind.BudgetRecovered);
    }

    /// <summary>What burns, by its episode.</summary>
    private static Dictionary<string, RuleSnapshot> Episodes(Snapshot? snapshot) =>
        snapshot?.Rules.Where(rule => rule.Alert.IsActive).ToDictionary(rule => rule.Alert.EpisodeId(snapshot.Id, rule.Rule.Name)!) ?? [];

    private static BudgetEvent Burn(Snapshot snapshot, BudgetEventKind kind, string rule, string episode, Minute at) =>
        Event(snapshot, kind) with { Id = $"{kind}|{episode}", At = at.Start, Rule = rule, Episode = episode };

    private static BudgetEvent Event(Snapshot snapshot, BudgetEventKind kind) =>
        new($"{kind}|{snapshot.Id}@{snapshot.DataThrough}", kind, snapshot.DataThrough.Start, snapshot.PolicyVersion)
        {
            Service = snapshot.Id.Service,
            Slo = snapshot.Id.Slo,
            Facts = BudgetFacts.Of(snapshot),
        };
}
