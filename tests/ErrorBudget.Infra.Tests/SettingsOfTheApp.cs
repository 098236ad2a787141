using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ErrorBudget.Infra.Tests;

/// <summary>
/// The settings that the app really asks for: it is put together as in production, everything in it is made and a policy is
/// read that leaves to settings whatever can be left to them. Nothing is started, so no network is needed.
/// </summary>
internal static class SettingsOfTheApp
{
    private const string Policy = """
        policy:
          version: "2.0"
          services:
            - name: shop
              sli: { metric: http_requests_total, label: status, success_values: ["200"] }
              slo: { target: 0.999, window_days: 30 }
              enforcement:
                notification:
                  channels: ["slack:#reliability", "pagerduty:on-call", "teams:reliability"]
                  when: ["fast_burn"]
        """;

    /// <summary>What is set, as in Azure; everything else is asked for and not there.</summary>
    private static readonly Dictionary<string, string> Given = new()
    {
        ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "12345",
        ["AzureWebJobsStorage__tableServiceUri"] = "https://nobody.table.core.windows.net",
        ["AzureWebJobsStorage__queueServiceUri"] = "https://nobody.queue.core.windows.net",
        ["AzureWebJobsStorage__credential"] = "managedidentity",
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "InstrumentationKey=00000000-0000-0000-0000-000000000001",
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "Authorization=AAD",
        ["WEBSITE_SITE_NAME"] = "func-errorbudget",
    };

    /// <summary>The names of all settings that were asked for.</summary>
    public static async Task<IReadOnlySet<string>> AskedForAsync()
    {
        var asked = new ConcurrentDictionary<string, bool>();
        await ComposeAsync(Setting);
        var reading = PolicyReader.Read([new PolicyFile("policy.yaml", Policy)], Setting);
        Assert.Empty(reading.Problems);
        return asked.Keys.ToHashSet();

        string? Setting(string name)
        {
            asked[name] = true;
            return Given.GetValueOrDefault(name);
        }
    }

    private static async Task ComposeAsync(Func<string, string?> setting)
    {
        var settings = AppSettings.Read(setting);
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddErrorBudget(settings);
        await using var app = builder.Build();
        app.UseAccessControl(settings);
        app.MapMetrics(settings);
        foreach (var service in builder.Services.Where(service => service.ServiceType.Assembly.GetName().Name!.StartsWith("ErrorBudget", StringComparison.Ordinal)))
        {
            Assert.NotNull(service.IsKeyedService ? app.Services.GetRequiredKeyedService(service.ServiceType, service.ServiceKey) : app.Services.GetRequiredService(service.ServiceType));
        }
    }
}
