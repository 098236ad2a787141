namespace ErrorBudget.Pipeline.Policies;

/// <summary>When the feature flags of a service are switched off.</summary>
/// <param name="AutoRollback">Whether they are switched off without a person.</param>
/// <param name="BurnThreshold">The burn rate over the fast window from which they are; 1 or more.</param>
public sealed record FeatureFlagRules(bool AutoRollback, decimal BurnThreshold)
{
    /// <summary>Nothing is switched off.</summary>
    public static FeatureFlagRules None { get; } = new(AutoRollback: false, BurnThreshold: 10);
}
