using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>When so little is left that a reliability sprint is due, and when there is more again.</summary>
internal static class SprintEvents
{
    /// <summary>Since when it is due; null if it is not. An unknown budget changes nothing.</summary>
    /// <param name="before">Since when it was due in the snapshot before; null if it was not.</param>
    /// <param name="current">The snapshot now.</param>
    /// <param name="rules">The border.</param>
    public static Minute? Since(Minute? before, Snapshot current, TicketRules rules)
    {
        if (rules.SprintBelowPct is not { } border) return null;
        if (current.Budget.Remaining is not { } remaining) return before;
        return remaining * 100 < border ? before ?? current.DataThrough : null;
    }

    /// <summary>What differs between two snapshots.</summary>
    public static IEnumerable<BudgetEvent> Between(Snapshot? previous, Snapshot current) =>
        Occurrence.Turn(current, previous?.SprintSince, current.SprintSince, BudgetEventKind.SprintDue, BudgetEventKind.SprintOver, "sprint");
}
