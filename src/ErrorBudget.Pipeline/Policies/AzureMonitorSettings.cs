namespace ErrorBudget.Pipeline.Policies;

/// <summary>Where Azure Monitor is asked: a Log Analytics workspace or a resource's logs, and platform metrics.</summary>
public sealed record AzureMonitorSettings : SourceSettings
{
    /// <summary>Where Log Analytics is asked in the public cloud.</summary>
    public static readonly Uri PublicLogs = new("https://api.loganalytics.azure.com");

    /// <summary>Where platform metrics are asked in the public cloud, resource by resource.</summary>
    public static readonly Uri PublicMetrics = new("https://management.azure.com");

    /// <summary>The workspace's id, a GUID; null if a resource's logs are asked, or none.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>The ARM id of the resource whose logs are asked and whose metrics are counted if an SLI names none; null for none.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The region of the resources, for example <c>westeurope</c>: their metrics are then read 50 at a time. Null: one by one.</summary>
    public string? Region { get; init; }

    /// <summary>Where logs are asked; <c>/v1/…/query</c> is appended.</summary>
    public Uri LogsUrl { get; init; } = PublicLogs;

    /// <summary>Where metrics are asked.</summary>
    public Uri MetricsUrl { get; init; } = PublicMetrics;

    /// <summary>Seconds one query may take, 1 to 600.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>
    /// Whether a minute without any row or data point is one without traffic. By default it is unknown, since it looks the same
    /// when nothing arrives.
    /// </summary>
    public bool EmptyIsNoTraffic { get; init; }

    /// <summary>What is asked for logs, below <c>/v1</c>; null if the source has no logs.</summary>
    public string? LogsPath => WorkspaceId is { } workspace ? $"/workspaces/{workspace:D}" : ResourceId;
}
