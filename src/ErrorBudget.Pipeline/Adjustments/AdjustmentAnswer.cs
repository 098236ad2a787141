namespace ErrorBudget.Pipeline.Adjustments;

/// <summary>What became of an adjustment that somebody wants to make.</summary>
/// <param name="Outcome">Whether it was made.</param>
/// <param name="Adjustment">It, or the one that is there already; null if it was refused.</param>
/// <param name="Refusal">Why it is not made, and what to do; null if it is.</param>
public sealed record AdjustmentAnswer(AdjustmentOutcome Outcome, Adjustment? Adjustment, string? Refusal);
