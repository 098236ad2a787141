namespace ErrorBudget.Pipeline.Backtest;

/// <summary>What target the past would have supported over one window.</summary>
/// <param name="Days">The length of the rolling window in days.</param>
/// <param name="HistoryDays">For how many days there are counts, rounded down.</param>
/// <param name="Worst">The worst such window of the past; null if the past is shorter than the window or had no events.</param>
/// <param name="Target">The strictest target that every such window would have met with the reserve left; null if there is none.</param>
public sealed record Suggestion(int Days, int HistoryDays, WorstWindow? Worst, Target? Target);
