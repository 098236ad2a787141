namespace ErrorBudget.Pipeline.Backtest;

/// <summary>Of all windows of one length that a past has, the one with the highest share of bad events.</summary>
/// <param name="Range">When.</param>
/// <param name="Bad">Its bad events, or bad slices.</param>
/// <param name="Total">All its events, or the slices it is long; above 0.</param>
public sealed record WorstWindow(MinuteRange Range, long Bad, long Total);
