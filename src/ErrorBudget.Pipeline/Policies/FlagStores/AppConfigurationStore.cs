namespace ErrorBudget.Pipeline.Policies;

/// <summary>Azure App Configuration, with the app's own identity.</summary>
/// <param name="Endpoint">The store's address, for example <c>https://contoso.azconfig.io</c>.</param>
/// <param name="Label">The flags' label; null for none.</param>
/// <param name="AccessKey">A connection's id and secret, where a store allows them; null for the app's identity.</param>
public sealed record AppConfigurationStore(Uri Endpoint, string? Label, AppConfigurationKey? AccessKey) : FlagStore;
