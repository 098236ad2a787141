namespace ErrorBudget;

/// <summary>What the remaining budget means for releases, from open to closed.</summary>
public enum Zone
{
    /// <summary>Plenty left: release as usual.</summary>
    Standard,

    /// <summary>Release and keep an eye on it.</summary>
    Monitor,

    /// <summary>A person has to agree to a release.</summary>
    SignOff,

    /// <summary>No releases.</summary>
    Block,

    /// <summary>Exhausted for so long that only reliability work is let through.</summary>
    Freeze,

    /// <summary>The budget is not known.</summary>
    Unknown,
}
