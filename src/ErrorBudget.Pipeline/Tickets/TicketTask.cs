using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>What one errand asks for.</summary>
/// <param name="Key">Which ticket.</param>
/// <param name="Action">What is to become of it.</param>
/// <param name="Event">Why.</param>
/// <param name="Objective">The SLO's objective.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Tracker">Where tickets of that objective are opened.</param>
internal sealed record TicketTask(TicketKey Key, TicketAction Action, BudgetEvent Event, Objective Objective, Policy Policy, Tracker Tracker)
{
    /// <summary>What a beginning and its end have in common.</summary>
    public string Episode => Event.Episode ?? Event.Id;

    /// <summary>The task of an errand; null, with the receipt, if there is none.</summary>
    public static TicketTask? Of(Errand errand, out Receipt receipt)
    {
        receipt = Receipt.Skipped("");
        if (errand.Event.SloId is not { } slo || TicketKey.Of(slo, errand.Target) is not { } key) receipt = Receipt.Refused($"'{errand.Target}' names no ticket of an SLO");
        else if (errand.Objective is not { } objective) receipt = Receipt.Skipped($"the policy has no SLO {slo} any more");
        else if (objective.Tickets.Tracker is not { } name) receipt = Receipt.Skipped($"the policy wants no tickets for {slo}");
        else if (ActionOf(key.Kind, errand.Event.Kind) is not { } action) receipt = Receipt.Skipped($"{errand.Event.Kind} means nothing for {key} tickets");
        else if (action == TicketAction.Begin && !IsWanted(key.Kind, objective.Tickets)) receipt = Receipt.Skipped($"the policy wants no {key} tickets");
        else if (!errand.Policy.Trackers.TryGetValue(name, out var tracker)) receipt = Receipt.Refused($"the policy declares no tracker '{name}'");
        else return new TicketTask(key, action, errand.Event, objective, errand.Policy, tracker);
        return null;
    }

    private static TicketAction? ActionOf(TicketKind ticket, BudgetEventKind happened) => (ticket, happened) switch
    {
        (TicketKind.Sprint, BudgetEventKind.SprintDue) => TicketAction.Begin,
        (TicketKind.Sprint, BudgetEventKind.SprintOver) => TicketAction.End,
        (TicketKind.Sprint, BudgetEventKind.BudgetExhausted or BudgetEventKind.BudgetRecovered or BudgetEventKind.FreezeStarted) => TicketAction.Tell,
        (TicketKind.Initiative, BudgetEventKind.FreezeStarted) => TicketAction.Begin,
        (TicketKind.Initiative, BudgetEventKind.BudgetRecovered) => TicketAction.End,
        (TicketKind.Review, BudgetEventKind.ReviewDue) => TicketAction.Begin,
        _ => null,
    };

    private static bool IsWanted(TicketKind ticket, TicketRules rules) => ticket switch
    {
        TicketKind.Sprint => rules.SprintBelowPct is not null,
        TicketKind.Initiative => rules.InitiativeOnFreeze,
        _ => rules.Review,
    };
}
