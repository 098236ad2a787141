namespace ErrorBudget.Pipeline.Budgets;

/// <summary>A part of the window.</summary>
/// <param name="From">Its first minute.</param>
/// <param name="Bad">Bad events or slices in it; null if nothing was counted.</param>
/// <param name="Allowed">How many of its events or slices may be bad.</param>
/// <param name="LeftPct">What was left of the window's budget at its end, percent, signed.</param>
/// <param name="ExcludedMinutes">How many of its minutes do not count.</param>
public sealed record BurnDownStep(Minute From, long? Bad, decimal Allowed, decimal LeftPct, int ExcludedMinutes);
