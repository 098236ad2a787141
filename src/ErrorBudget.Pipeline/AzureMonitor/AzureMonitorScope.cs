namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>Which token a request needs. Every host has its own audience, and each cloud its own hosts.</summary>
internal static class AzureMonitorScope
{
    /// <summary>For logs. The newer host takes tokens for the older one's audience.</summary>
    public static string OfLogs(Uri url) => CloudOf(url) switch
    {
        Cloud.UsGovernment => "https://api.loganalytics.us/.default",
        Cloud.China => "https://api.loganalytics.azure.cn/.default",
        _ => "https://api.loganalytics.io/.default",
    };

    /// <summary>For metrics of many resources at once.</summary>
    public static string OfMetricBatches(Uri url) => CloudOf(url) switch
    {
        Cloud.UsGovernment => "https://metrics.monitor.azure.us/.default",
        Cloud.China => "https://metrics.monitor.azure.cn/.default",
        _ => "https://metrics.monitor.azure.com/.default",
    };

    /// <summary>For metrics of one resource, which Azure Resource Manager answers.</summary>
    public static string OfResourceManager(Uri url) => CloudOf(url) switch
    {
        Cloud.UsGovernment => "https://management.usgovcloudapi.net/.default",
        Cloud.China => "https://management.chinacloudapi.cn/.default",
        _ => "https://management.azure.com/.default",
    };

    private static Cloud CloudOf(Uri url) => url.Host switch
    {
        var host when host.EndsWith(".us", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".usgovcloudapi.net", StringComparison.OrdinalIgnoreCase) => Cloud.UsGovernment,
        var host when host.EndsWith(".cn", StringComparison.OrdinalIgnoreCase) => Cloud.China,
        _ => Cloud.Public,
    };

    private enum Cloud
    {
        Public,
        UsGovernment,
        China,
    }
}
