namespace ErrorBudget;

/// <summary>What one adjustment changes about a budget, laid over what those before it have left.</summary>
/// <param name="Adjustment">The adjustment.</param>
/// <param name="Bad">Bad events (or slices) that it adds or, negative, takes.</param>
/// <param name="Total">Events (or slices) in all that it adds or, negative, takes.</param>
public sealed record AdjustmentEffect(Adjustment Adjustment, long Bad, long Total);
