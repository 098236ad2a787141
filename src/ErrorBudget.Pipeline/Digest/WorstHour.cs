namespace ErrorBudget.Pipeline.Digest;

/// <summary>The hour that took most of a budget.</summary>
/// <param name="At">Its first minute.</param>
/// <param name="Bad">Bad events, or slices.</param>
/// <param name="Total">All events, or slices.</param>
/// <param name="Pace">How many times the pace of the budget.</param>
/// <param name="SpentPct">How much of the window's budget it took, percent.</param>
public sealed record WorstHour(Minute At, long Bad, long Total, decimal Pace, decimal SpentPct);
