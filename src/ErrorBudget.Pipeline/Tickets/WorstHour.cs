namespace ErrorBudget.Pipeline.Tickets;

/// <summary>An hour that took much of the budget.</summary>
/// <param name="Hour">Its first minute.</param>
/// <param name="Bad">Bad events or slices in it; above 0.</param>
/// <param name="BudgetPct">How much of the window's budget they took, percent.</param>
internal sealed record WorstHour(Minute Hour, long Bad, decimal BudgetPct);
