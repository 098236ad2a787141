namespace ErrorBudget.Pipeline.Policies;

/// <summary>An access key of App Configuration.</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="Key">The secret, base64.</param>
public sealed record AppConfigurationKey(string Id, Secret Key);
