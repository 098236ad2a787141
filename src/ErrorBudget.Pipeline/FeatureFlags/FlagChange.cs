using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>What is to be done to a flag.</summary>
/// <param name="From">The flag as it was read: it is changed only if it is still so.</param>
/// <param name="TurnsOn">Whether it is switched on; otherwise off.</param>
/// <param name="Cause">Why.</param>
public sealed record FlagChange(FlagState From, bool TurnsOn, BudgetEvent Cause);
