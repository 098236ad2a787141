using System.Collections.Immutable;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>What the policy does about an event, in sentences: the release gate, tickets, feature flags, who is told next.</summary>
internal static class PolicyConsequences
{
    /// <summary>The most feature flags that are named.</summary>
    private const int MostFlags = 5;

    public static ImmutableArray<string> For(Circumstances what) => what is { Objective: { } objective, Facts: { } facts }
        ? [.. Sentences(what, objective, facts).OfType<string>()]
        : [];

    private static IEnumerable<string?> Sentences(Circumstances what, Objective objective, BudgetFacts facts) => what.Event.Kind switch
    {
        BudgetEventKind.BurnStarted => [Gate(what, objective), Next(objective, facts), Sprint(objective, facts), Flags(what, objective)],
        BudgetEventKind.BurnResolved or BudgetEventKind.BudgetRecovered or BudgetEventKind.DataReturned => [Gate(what, objective), Next(objective, facts)],
        BudgetEventKind.ZoneChanged => [Gate(what, objective), Next(objective, facts), Sprint(objective, facts)],
        BudgetEventKind.BudgetExhausted => [Gate(what, objective), Next(objective, facts), Sprint(objective, facts), .. objective.Notification.Escalation.Select(Escalation)],
        BudgetEventKind.StillExhausted => [Gate(what, objective), Next(objective, facts), .. objective.Notification.Escalation.Where(step => step.AfterMinutes > what.Event.AfterMinutes).Select(Escalation)],
        BudgetEventKind.FreezeStarted => [Gate(what, objective), Initiative(objective)],
        BudgetEventKind.SprintDue => [Sprint(objective, facts), Gate(what, objective)],
        BudgetEventKind.DataMissing => [Gate(what, objective)],
        BudgetEventKind.RollbackDue => [Flags(what, objective) ?? "No feature flag is switched off without a person (auto_rollback is off).", Gate(what, objective)],
        BudgetEventKind.FlagsSwitchedOff => [Restoring(objective), Gate(what, objective)],
        _ => [],
    };

    private static string Gate(Circumstances what, Objective objective) =>
        GateConsequence.Of(objective, what.Facts!.Zone, what.Event.Kind != BudgetEventKind.DataMissing, [.. what.Active.Select(burn => burn.Severity)]);

    /// <summary>The zone that comes next, if the policy lets the gate close so far.</summary>
    private static string? Next(Objective objective, BudgetFacts facts)
    {
        var zones = objective.Slo.Zones;
        if (facts.Zone >= zones.Strictest) return null;
        return facts.Zone switch
        {
            Zone.Standard => $"At {Figures.Exact(zones.StandardAbovePct)} % of the budget left or less, releases are to be watched.",
            Zone.Monitor => $"Below {Figures.Exact(zones.MonitorFromPct)} % of the budget left, releases need a sign-off.",
            Zone.SignOff => $"Below {Figures.Exact(zones.SignOffFromPct)} % of the budget left, releases are blocked.",
            Zone.Block => $"After {Figures.Duration((long)zones.FreezeAfterDays * Minute.PerDay)} with a spent budget, releases are frozen.",
            _ => null,
        };
    }

    private static string? Sprint(Objective objective, BudgetFacts facts)
    {
        if (objective.Tickets is not { Tracker: { } tracker, SprintBelowPct: { } border } || facts.RemainingPct is not { } remaining) return null;
        return remaining < border
            ? $"Less than {Figures.Exact(border)} % of the budget is left: a ticket in {tracker} proposes a reliability sprint."
            : $"Below {Figures.Exact(border)} % of the budget left, a ticket in {tracker} proposes a reliability sprint.";
    }

    private static string? Initiative(Objective objective) =>
        objective.Tickets is { Tracker: { } tracker, InitiativeOnFreeze: true } ? $"A ticket in {tracker} opens a reliability initiative." : null;

    private static string? Flags(Circumstances what, Objective objective)
    {
        var rules = objective.FeatureFlags;
        if (!rules.AutoRollback || rules.Flags.IsEmpty || rules.Store is null || what.FastBurn is not { } burn) return null;
        var (flags, limit, window) = (Names(rules.Flags), Figures.Exact(rules.BurnThreshold), Circumstances.Last(burn.WindowMinutes));
        return burn.Burn >= rules.BurnThreshold
            ? $"{flags} switched off: the burn over {window} is {Figures.Burn(burn.Burn.Value, rules.BurnThreshold)} times, the limit is {limit}."
            : $"{flags} switched off when the burn over {window} reaches {limit} times.";
    }

    private static string Restoring(Objective objective) => objective.FeatureFlags.Restore
        ? "They are switched on again when the burn is over."
        : "A person switches them on again: the policy does not (restore is off).";

    private static string Escalation(EscalationStep step) =>
        $"If the budget stays spent for {Figures.Duration(step.AfterMinutes)}, this also goes to {string.Join(", ", step.Channels)}.";

    private static string Names(ImmutableArray<string> flags)
    {
        var named = string.Join(", ", flags.Take(MostFlags));
        return flags.Length switch
        {
            1 => $"Feature flag {named} is",
            > MostFlags => FormattableString.Invariant($"Feature flags {named} and {flags.Length - MostFlags} more are"),
            _ => $"Feature flags {named} are",
        };
    }
}
