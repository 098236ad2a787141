using System.Text.RegularExpressions;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads a source of the type <c>azure-monitor</c>.</summary>
internal static partial class AzureMonitorReader
{
    private const int DefaultSettleSeconds = 180;
    private const int DefaultResettleMinutes = 15;
    private const int LongestId = 1_000;

    private static readonly (string, bool)[] EmptyMinutes = [("unknown", false), ("no-traffic", true)];

    /// <summary>The settings; null if they are refused.</summary>
    public static AzureMonitorSettings? Read(Fields fields)
    {
        if (fields.Has("workspace_id") && fields.Has("resource_id"))
            fields.Refuse("resource_id", "\"workspace_id\" and \"resource_id\" exclude each other: logs are asked of a workspace or of a resource; SLIs may name resources themselves");
        var workspace = WorkspaceId(fields);
        var resource = ResourceId(fields);
        var region = Region(fields);
        var (logs, metrics) = (Url(fields, "logs_url"), Url(fields, "metrics_url"));
        var (timeout, settle, resettle) = (
            fields.Whole("timeout_seconds", 1, 600), fields.Whole("settle_seconds", 0, 3_600), fields.Whole("resettle_minutes", 0, Minute.PerDay));
        return new AzureMonitorSettings
        {
            WorkspaceId = workspace,
            ResourceId = resource,
            Region = region,
            LogsUrl = logs ?? AzureMonitorSettings.PublicLogs,
            MetricsUrl = metrics ?? (region is null ? AzureMonitorSettings.PublicMetrics : new Uri($"https://{region}.metrics.monitor.azure.com")),
            TimeoutSeconds = timeout ?? new AzureMonitorSettings().TimeoutSeconds,
            SettleSeconds = settle ?? DefaultSettleSeconds,
            ResettleMinutes = resettle ?? DefaultResettleMinutes,
            EmptyIsNoTraffic = fields.Choice("empty_minutes", EmptyMinutes) ?? false,
        };
    }

    /// <summary>An ARM id; null if it is left out or refused.</summary>
    public static string? ResourceId(Fields fields)
    {
        if (fields.Text("resource_id", LongestId) is not { } id) return null;
        if (ArmId().IsMatch(id)) return id.TrimEnd('/');
        fields.Refuse("resource_id", "\"resource_id\" must be the id of a resource: /subscriptions/…/resourceGroups/…/providers/…");
        return null;
    }

    private static Guid? WorkspaceId(Fields fields)
    {
        if (fields.AnyText("workspace_id") is not { } text) return null;
        if (Guid.TryParseExact(text, "D", out var id)) return id;
        fields.Refuse("workspace_id", "\"workspace_id\" must be the workspace's id, a GUID as on its overview page, not its name or resource id");
        return null;
    }

    private static string? Region(Fields fields)
    {
        if (fields.Text("region") is not { } region) return null;
        if (RegionName().IsMatch(region)) return region;
        fields.Refuse("region", $"\"region\" must be the short name of a region, for example westeurope, found {fields.Node("region")!.Found}");
        return null;
    }

    /// <summary>Requests carry a token: https, whatever the host.</summary>
    private static Uri? Url(Fields fields, string key)
    {
        if (AddressReader.Base(fields, key) is not { } url) return null;
        if (url.Scheme == Uri.UriSchemeHttps) return url;
        fields.Refuse(key, $"\"{key}\" must start with https://, because requests carry a token");
        return null;
    }

    [GeneratedRegex(@"\A/subscriptions/[0-9a-fA-F-]{36}(/resourceGroups/[\w.()-]{1,90})?/providers/[A-Za-z0-9.]{1,100}(/[\w.()~ -]{1,200})+/?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ArmId();

    [GeneratedRegex(@"\A[a-z0-9]{1,50}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionName();
}
