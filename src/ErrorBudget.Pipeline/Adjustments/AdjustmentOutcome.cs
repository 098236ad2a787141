namespace ErrorBudget.Pipeline.Adjustments;

/// <summary>What can become of an adjustment that somebody wants to make, or take back.</summary>
public enum AdjustmentOutcome
{
    /// <summary>It was made, or taken back.</summary>
    Done,

    /// <summary>The very same was done before; nothing was changed.</summary>
    DoneBefore,

    /// <summary>It makes no sense, or there are too many.</summary>
    Refused,

    /// <summary>Another of that id was made before, or the policy declares it.</summary>
    Conflict,
}
