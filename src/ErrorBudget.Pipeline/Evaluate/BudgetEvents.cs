using System.Text.Json;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>Derives what has to be told from two snapshots in a row.</summary>
internal static class BudgetEvents
{
    /// <summary>The events between two snapshots, ready for the outbox. Nothing happens between a first snapshot and the void before it but a burn.</summary>
    public static IReadOnlyList<OutboxRecord> Between(Snapshot? previous, Snapshot current) =>
        [.. Derive(previous, current).Select(happened => new OutboxRecord(
            happened.Id, Minute.Containing(happened.At), JsonSerializer.Serialize(happened, BudgetEventJson.Default.BudgetEvent)))];

    private static IEnumerable<BudgetEvent> Derive(Snapshot? previous, Snapshot current)
    {
        foreach (var rule in current.Rules)
        {
            var before = previous?.Rules.FirstOrDefault(old => old.Rule.Name == rule.Rule.Name)?.Alert ?? Alert.None;
            if (rule.Alert.IsActive && rule.Alert.FiredAt != before.FiredAt) yield return Burn(current, rule, BudgetEventKind.BurnStarted);
            if (before.IsActive && rule.Alert.Phase == AlertPhase.Resolved) yield return Burn(current, rule, BudgetEventKind.BurnResolved);
        }

        if (previous is null || previous.Zone == Zone.Unknown || current.Zone == Zone.Unknown) yield break;
        if (previous.Zone != current.Zone)
            yield return Event(current, BudgetEventKind.ZoneChanged) with { From = previous.Zone.ToString(), To = current.Zone.ToString() };
        if (previous.ExhaustedSince is null && current.ExhaustedSince is not null) yield return Event(current, BudgetEventKind.BudgetExhausted);
        if (previous.ExhaustedSince is not null && current.ExhaustedSince is null) yield return Event(current, BudgetEventKind.BudgetRecovered);
    }

    private static BudgetEvent Burn(Snapshot snapshot, RuleSnapshot rule, BudgetEventKind kind)
    {
        var episode = rule.Alert.EpisodeId(snapshot.Id, rule.Rule.Name)!;
        return Event(snapshot, kind) with
        {
            Id = $"{(kind == BudgetEventKind.BurnStarted ? rule.Alert.FiredAt : rule.Alert.Since)}|{kind}|{episode}",
            At = (rule.Alert.Since ?? snapshot.DataThrough).Start,
            Rule = rule.Rule.Name,
            Episode = episode,
        };
    }

    private static BudgetEvent Event(Snapshot snapshot, BudgetEventKind kind) => new(
        $"{snapshot.DataThrough}|{kind}|{snapshot.Id}",
        kind,
        snapshot.Id.Service,
        snapshot.Id.Slo,
        snapshot.DataThrough.Start,
        Rule: null,
        Episode: null,
        snapshot.Budget.Remaining * 100,
        From: null,
        To: null,
        snapshot.PolicyVersion);
}
