namespace ErrorBudget.Pipeline.Budgets;

/// <summary>One step of an SLO's history.</summary>
/// <param name="At">The step's first minute.</param>
/// <param name="Counted">What was counted in the step.</param>
/// <param name="Budget">The budget at the step's end, by today's target and window.</param>
public sealed record HistoryPoint(Minute At, Tally Counted, Budget Budget);
