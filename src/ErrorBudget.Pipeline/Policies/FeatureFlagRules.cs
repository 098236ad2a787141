using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>When the feature flags of a service are switched off.</summary>
/// <param name="AutoRollback">Whether they are switched off without a person.</param>
/// <param name="BurnThreshold">The burn rate over the fast window from which they are; 1 or more.</param>
public sealed record FeatureFlagRules(bool AutoRollback, decimal BurnThreshold)
{
    /// <summary>Nothing is switched off.</summary>
    public static FeatureFlagRules None { get; } = new(AutoRollback: false, BurnThreshold: 10);

    /// <summary>The flags' ids.</summary>
    public ImmutableArray<string> Flags { get; init; } = [];

    /// <summary>The name of the store they are in; null for none.</summary>
    public string? Store { get; init; }

    /// <summary>Whether flags that were switched off are switched on again when the burn is over; otherwise a person does it.</summary>
    public bool Restore { get; init; }
}
