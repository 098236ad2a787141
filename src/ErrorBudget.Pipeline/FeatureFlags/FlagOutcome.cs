namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>What became of a flag.</summary>
public enum FlagOutcome
{
    /// <summary>We switched it.</summary>
    Switched,

    /// <summary>It was so already, and nothing was changed.</summary>
    WasSoAlready,

    /// <summary>Somebody changed it meanwhile; a person's change is never overwritten.</summary>
    LeftAlone,
}
