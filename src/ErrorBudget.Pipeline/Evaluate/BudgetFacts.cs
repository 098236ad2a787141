using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>An SLO's numbers when an event happened, so that a message can be written from the event alone.</summary>
/// <param name="Owner">Who answers for it; empty if nobody was named.</param>
/// <param name="Target">The target, 0 to 1.</param>
/// <param name="Window">The window in words, for example <c>30 d</c>.</param>
/// <param name="Unit">What is counted: <c>events</c> or <c>slices</c>.</param>
/// <param name="Bad">Bad events in the window.</param>
/// <param name="Total">All events in the window.</param>
/// <param name="Allowed">How many may be bad.</param>
/// <param name="RemainingPct">What is left of the budget, percent, signed; null if unknown.</param>
/// <param name="Zone">The zone.</param>
/// <param name="Burns">The burn-rate rules, the shortest window first.</param>
/// <param name="MinutesToExhaustion">How long the budget lasts at the present pace; 0 if exhausted, null if it recovers or is unknown.</param>
/// <param name="ExhaustedSince">Since when it has been exhausted, UTC; null if it is not.</param>
/// <param name="DataThrough">Every minute before this one is in the numbers, UTC.</param>
public sealed record BudgetFacts(
    string Owner,
    decimal Target,
    string Window,
    string Unit,
    long Bad,
    long Total,
    decimal Allowed,
    decimal? RemainingPct,
    Zone Zone,
    ImmutableArray<BurnFact> Burns,
    long? MinutesToExhaustion,
    DateTimeOffset? ExhaustedSince,
    DateTimeOffset DataThrough)
{
    /// <summary>The facts in a snapshot.</summary>
    public static BudgetFacts Of(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var (budget, target) = (snapshot.Budget, snapshot.Budget.Target);
        return new BudgetFacts(
            snapshot.Owner,
            target.Fraction,
            snapshot.Window.ToString(),
            snapshot.Slices is null ? "events" : "slices",
            budget.Bad,
            budget.Total,
            budget.Allowed,
            budget.Remaining * 100,
            snapshot.Zone,
            [.. snapshot.Rules.Select(rule => BurnFact.Of(rule, target))],
            snapshot.TimeToExhaustion is { } left ? (long)left.TotalMinutes : null,
            snapshot.ExhaustedSince?.Start,
            snapshot.DataThrough.Start);
    }
}
