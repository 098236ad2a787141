namespace ErrorBudget;

/// <summary>One burn-rate rule at the time of a snapshot.</summary>
/// <param name="Rule">The rule as it was evaluated.</param>
/// <param name="Window">The burn over its window.</param>
/// <param name="Confirm">The burn over its confirmation window; null if it has none.</param>
/// <param name="Alert">Where the rule stands.</param>
public sealed record RuleSnapshot(BurnRateRule Rule, BurnRate Window, BurnRate? Confirm, Alert Alert);
