namespace ErrorBudget.Pipeline.Policies;

/// <summary>A way to reach people or a system, declared once and named by its address, such as <c>slack:#reliability</c>.</summary>
public abstract record Channel
{
    private protected Channel()
    {
    }

    /// <summary>Its address in the policy: kind, colon, name.</summary>
    public required string Address { get; init; }

    /// <summary>The name without the kind, for example <c>#reliability</c>.</summary>
    public string Name => Address[(Address.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Its address; never a secret.</summary>
    public sealed override string ToString() => Address;
}
