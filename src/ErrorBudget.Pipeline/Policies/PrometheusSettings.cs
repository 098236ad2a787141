using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>How a Prometheus server (or Thanos, Mimir, Azure Monitor workspace) is reached and read.</summary>
public sealed record PrometheusSettings : SourceSettings
{
    /// <summary>The name of the server that is used when an SLI names none.</summary>
    public const string DefaultName = "prometheus";

    /// <summary>The base address; <c>/api/v1/query</c> is appended. A path prefix is kept.</summary>
    public required Uri Url { get; init; }

    /// <summary>Seconds one query may take, 1 to 300.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>For how many minutes a series may be away and still be measured against its last value, 5 to 10,080.</summary>
    public int GapLimitMinutes { get; init; } = 1440;

    /// <summary>User name and password; null for none.</summary>
    public BasicCredentials? Basic { get; init; }

    /// <summary>A bearer token; null for none.</summary>
    public string? BearerToken { get; init; }

    /// <summary>Whether requests carry a Microsoft Entra token for Azure Managed Prometheus, whose queries may reach back 32 days.</summary>
    public bool AzureManaged { get; init; }

    /// <summary>Further request headers, for example <c>X-Scope-OrgID</c>.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>TLS files; null for the system's trust and no client certificate.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>The address without user info or query; never a secret.</summary>
    public override string ToString() => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
