using Azure.Core;
using Azure.Identity;

namespace ErrorBudgetFunctions.Telemetry;

/// <summary>The managed identity that sends to Application Insights where local authentication is off.</summary>
/// <param name="ClientId">The user-assigned identity; null for the system-assigned one.</param>
internal sealed record MonitorIdentity(string? ClientId)
{
    private const string Name = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Reads <c>Authorization=AAD</c> or <c>Authorization=AAD;ClientId=…</c>.</summary>
    /// <returns>Null if it is not set.</returns>
    /// <exception cref="InvalidOperationException">It cannot be understood.</exception>
    public static MonitorIdentity? Read(Func<string, string?> setting)
    {
        if (setting(Name) is not { } text) return null;
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is [var key, { Length: > 0 } value]) parts[key] = value;
        }

        return parts.GetValueOrDefault("Authorization") is { } scheme && scheme.Equals("AAD", StringComparison.OrdinalIgnoreCase)
            ? new MonitorIdentity(parts.GetValueOrDefault("ClientId"))
            : throw new InvalidOperationException($"{Name} is '{text}'; expected Authorization=AAD or Authorization=AAD;ClientId=…");
    }

    /// <summary>Gets tokens.</summary>
    public TokenCredential Credential() => new ManagedIdentityCredential(ClientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(ClientId));
}
