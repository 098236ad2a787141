namespace ErrorBudget.Pipeline.Budgets;

/// <summary>One step of an SLO's history.</summary>
/// <param name="At">The step's first minute.</param>
/// <param name="Counted">What counts of the step, adjustments laid over it.</param>
/// <param name="Budget">The budget at the step's end, by today's target, window and adjustments.</param>
/// <param name="ExcludedMinutes">How many minutes of the step do not count.</param>
public sealed record HistoryPoint(Minute At, Tally Counted, Budget Budget, int ExcludedMinutes);
