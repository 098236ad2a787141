namespace ErrorBudget;

/// <summary>What the gate answers when the budget is not known or the data are too old.</summary>
public enum OnUnknown
{
    /// <summary>Ask for a sign-off.</summary>
    SignOff,

    /// <summary>Refuse.</summary>
    Block,

    /// <summary>Let through.</summary>
    Allow,
}
