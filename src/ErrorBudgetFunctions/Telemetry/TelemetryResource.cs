using System.Reflection;
using OpenTelemetry.Resources;

namespace ErrorBudgetFunctions.Telemetry;

/// <summary>What sends the telemetry, by OpenTelemetry's semantic conventions. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.</summary>
internal static class TelemetryResource
{
    /// <summary>The app's name: the role that dashboards look for.</summary>
    public const string ServiceName = "error-budget";

    public static void Describe(ResourceBuilder resource, Func<string, string?> setting)
    {
        var instance = setting("WEBSITE_INSTANCE_ID");
        resource.AddService(ServiceName, serviceVersion: Version, autoGenerateServiceInstanceId: instance is null, serviceInstanceId: instance);
        if (setting("WEBSITE_SITE_NAME") is { } site)
        {
            var attributes = new List<KeyValuePair<string, object>>
            {
                new("cloud.provider", "azure"),
                new("cloud.platform", "azure.functions"),
                new("faas.name", site),
            };
            if (setting("REGION_NAME") is { } region) attributes.Add(new("cloud.region", region));
            if (instance is not null) attributes.Add(new("faas.instance", instance));
            resource.AddAttributes(attributes);
        }

        resource.AddEnvironmentVariableDetector();
    }

    private static string Version => typeof(TelemetryResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
