namespace ErrorBudget.Pipeline.Policies;

/// <summary>Where tickets are opened.</summary>
public abstract record Tracker
{
    private protected Tracker()
    {
    }

    /// <summary>Its name in the policy.</summary>
    public required string Name { get; init; }

    /// <summary>Its name; never a secret.</summary>
    public sealed override string ToString() => Name;
}
