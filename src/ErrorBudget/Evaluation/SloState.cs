namespace ErrorBudget;

/// <summary>Whether an SLO is met. Unknown is a value of its own and never reads as met.</summary>
public enum SloState
{
    /// <summary>The SLI is at or above the target.</summary>
    Met,

    /// <summary>The SLI is below the target.</summary>
    Missed,

    /// <summary>Nothing counted in the window, the last minutes are missing, or the history is still being read.</summary>
    Unknown,
}
