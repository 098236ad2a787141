namespace ErrorBudget.Pipeline.Storage;

/// <summary>Which identity the settings of a storage connection ask for.</summary>
/// <param name="Credential">The kind, for example <c>managedidentity</c>; null for whatever the environment offers.</param>
/// <param name="ClientId">The client id of a user-assigned identity; null for the system-assigned one.</param>
public sealed record StorageIdentity(string? Credential, string? ClientId);
