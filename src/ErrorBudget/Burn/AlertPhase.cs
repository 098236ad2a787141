namespace ErrorBudget;

/// <summary>Where a burn-rate rule stands.</summary>
public enum AlertPhase
{
    /// <summary>Neither window is at the multiplier.</summary>
    Quiet,

    /// <summary>One of the two windows is at the multiplier, or both are and a low-traffic guard holds the firing back.</summary>
    Confirming,

    /// <summary>Both windows reached the multiplier and the confirmation window has not been below it for the hold time.</summary>
    Firing,

    /// <summary>It fired and the burn has ended.</summary>
    Resolved,
}
