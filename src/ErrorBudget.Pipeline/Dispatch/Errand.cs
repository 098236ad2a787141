using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>One consequence of one event at one place: the unit that is done once.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Target">The place: a channel's address, <c>ticket:KIND</c> or <c>flag:ID</c>.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Objective">The SLO in it; null if it concerns no single one, or the policy has it no longer.</param>
public sealed record Errand(BudgetEvent Event, string Target, Policy Policy, Objective? Objective)
{
    /// <summary>What became of the event that this one follows, at the same place; null for a beginning.</summary>
    public Receipt? Opening { get; init; }

    /// <summary>Whether an earlier attempt may have arrived without an answer.</summary>
    public bool IsRepeat { get; init; }
}
