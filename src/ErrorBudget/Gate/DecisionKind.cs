namespace ErrorBudget;

/// <summary>A release decision, from open to closed. The most restrictive applicable one wins.</summary>
public enum DecisionKind
{
    /// <summary>Release.</summary>
    Allow,

    /// <summary>Release and watch.</summary>
    Monitor,

    /// <summary>Release only with a person's sign-off.</summary>
    SignOff,

    /// <summary>The budget is not known, and the policy does not let that pass.</summary>
    Unknown,

    /// <summary>Do not release.</summary>
    Block,

    /// <summary>Exhausted for days: only repairs.</summary>
    Freeze,
}
