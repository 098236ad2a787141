using System.Collections.Immutable;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>Where an event has consequences, by the policy in force.</summary>
internal static class Routes
{
    /// <summary>Before the id of a feature flag.</summary>
    public const string Flag = "flag:";

    /// <summary>Before the kind of a ticket.</summary>
    public const string Ticket = "ticket:";

    private static readonly ImmutableArray<string> BurnNames = [NotificationEvents.FastBurn, NotificationEvents.SlowBurn, NotificationEvents.CriticalBurn];

    /// <summary>The places, each once.</summary>
    public static IReadOnlyCollection<string> Of(BudgetEvent happened, Policy policy, Objective? objective)
    {
        if (happened.Kind is BudgetEventKind.PolicyRefused or BudgetEventKind.PolicyAccepted) return [.. policy.Operators];
        if (happened.Channels is { } named) return named;
        if (objective is null) return [];
        return [.. Channels(happened, objective.Notification).Concat(Tickets(happened.Kind, objective.Tickets)).Concat(Flags(happened.Kind, objective.FeatureFlags)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether the burn of another rule of the SLO is told at the place of an errand: not all burns need be.</summary>
    public static bool TellsBurn(string rule, Errand errand) =>
        errand.Objective is { } objective
        && objective.Slo.Rules.FirstOrDefault(known => known.Name == rule) is { } other
        && Channels(errand.Event with { Severity = other.Severity }, objective.Notification).Contains(errand.Target, StringComparer.Ordinal);

    /// <summary>
    /// The channels that are told. What ends something goes where its beginning goes, and whether it is told there depends
    /// on whether the beginning was.
    /// </summary>
    private static IEnumerable<string> Channels(BudgetEvent happened, NotificationRules rules) => happened.Kind switch
    {
        BudgetEventKind.StillExhausted => rules.Escalation.Where(step => step.AfterMinutes == happened.AfterMinutes).SelectMany(step => step.Channels),
        BudgetEventKind.BudgetExhausted => Listed(rules, happened).Concat(rules.Escalation.Where(step => step.AfterMinutes == 0).SelectMany(step => step.Channels)),

        // Of the steps of the escalation those that can have been told.
        BudgetEventKind.BudgetRecovered => Listed(rules, happened).Concat(Told(rules, NotificationEvents.BudgetExhausted))
            .Concat(rules.Escalation.Where(step => happened.At - happened.FollowsAt >= TimeSpan.FromMinutes(step.AfterMinutes)).SelectMany(step => step.Channels)),
        BudgetEventKind.FlagsSwitchedOff or BudgetEventKind.FlagsSwitchedOn => rules.Channels,

        // Its rule may have been of another severity when it began.
        BudgetEventKind.BurnResolved => BurnNames.SelectMany(name => Told(rules, name)),
        _ => Listed(rules, happened),
    };

    private static ImmutableArray<string> Listed(NotificationRules rules, BudgetEvent happened) => NameOf(happened) is { } name ? Told(rules, name) : [];

    private static ImmutableArray<string> Told(NotificationRules rules, string name) => rules.When.IsEmpty || rules.When.Contains(name) ? rules.Channels : [];

    /// <summary>What the policy calls an event in <c>when</c>; null for what is not told to channels.</summary>
    private static string? NameOf(BudgetEvent happened) => happened.Kind switch
    {
        BudgetEventKind.BurnStarted => happened.Severity switch
        {
            BurnSeverity.Fast => NotificationEvents.FastBurn,
            BurnSeverity.Slow => NotificationEvents.SlowBurn,
            _ => NotificationEvents.CriticalBurn,
        },
        BudgetEventKind.ZoneChanged => NotificationEvents.ZoneChanged,
        BudgetEventKind.BudgetExhausted => NotificationEvents.BudgetExhausted,
        BudgetEventKind.FreezeStarted => NotificationEvents.Freeze,
        BudgetEventKind.BudgetRecovered => NotificationEvents.Recovered,
        BudgetEventKind.DataMissing or BudgetEventKind.DataReturned or BudgetEventKind.CountsRejected => NotificationEvents.DataMissing,
        _ => null,
    };

    private static IEnumerable<string> Tickets(BudgetEventKind kind, TicketRules rules) => rules.Tracker is null ? [] : kind switch
    {
        BudgetEventKind.SprintDue or BudgetEventKind.SprintOver or BudgetEventKind.BudgetExhausted => [$"{Ticket}sprint"],
        BudgetEventKind.FreezeStarted or BudgetEventKind.BudgetRecovered when rules.InitiativeOnFreeze => [$"{Ticket}initiative"],
        BudgetEventKind.ReviewDue when rules.Review => [$"{Ticket}review"],
        _ => [],
    };

    private static IEnumerable<string> Flags(BudgetEventKind kind, FeatureFlagRules rules) => kind switch
    {
        BudgetEventKind.RollbackDue when rules.AutoRollback => rules.Flags.Select(flag => Flag + flag),
        BudgetEventKind.RollbackOver when rules.Restore => rules.Flags.Select(flag => Flag + flag),
        _ => [],
    };
}
