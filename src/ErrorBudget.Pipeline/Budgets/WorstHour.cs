namespace ErrorBudget.Pipeline.Budgets;

/// <summary>An hour that took much of a budget.</summary>
/// <param name="At">Its first minute.</param>
/// <param name="Bad">Bad events, or slices; above 0.</param>
/// <param name="Total">All events, or slices.</param>
/// <param name="SpentPct">How much of the window's budget it took, percent.</param>
public sealed record WorstHour(Minute At, long Bad, long Total, decimal SpentPct)
{
    /// <summary>How many times the pace at which the budget lasts exactly its window.</summary>
    public decimal PaceAt(Target target) => Bad / (target.Budget * Total);
}
