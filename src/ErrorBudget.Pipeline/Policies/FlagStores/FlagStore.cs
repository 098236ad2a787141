namespace ErrorBudget.Pipeline.Policies;

/// <summary>Where feature flags are switched.</summary>
public abstract record FlagStore
{
    private protected FlagStore()
    {
    }

    /// <summary>Its name in the policy.</summary>
    public required string Name { get; init; }

    /// <summary>Its name; never a secret.</summary>
    public sealed override string ToString() => Name;
}
