using System.Text.Json;
using ErrorBudget.Infra.Tests;

[assembly: AssemblyFixture(typeof(Deployments))]

namespace ErrorBudget.Infra.Tests;

/// <summary>The deployments that tests look at, each predicted once.</summary>
public sealed class Deployments : IAsyncLifetime
{
    private const string Basics = "param environmentName = 'test'\nparam location = 'westeurope'\n";

    private static readonly string[] Plans = ["flex", "premium", "dedicated"];
    private static readonly string[] Networks = ["public", "app-only", "private"];

    private readonly Dictionary<string, Deployment> _all = [];

    /// <summary>The compiled template.</summary>
    internal JsonElement Template { get; private set; }

    /// <summary>All of them.</summary>
    internal IEnumerable<Deployment> All => _all.Values;

    /// <summary>Flex Consumption with nothing asked for.</summary>
    internal Deployment Least => _all["flex-public-least"];

    /// <summary>Flex Consumption with every parameter set.</summary>
    internal Deployment Most => _all["flex-private-most"];

    /// <summary>The text of the parameter file in which every parameter is set.</summary>
    internal string MostParameters => Parameters("flex", "private", isMost: true);

    /// <summary>The app's settings that can be in the key vault, by the template.</summary>
    internal IReadOnlyList<string> SecretSettings { get; private set; } = [];

    /// <summary>The deployment of a name.</summary>
    internal Deployment this[string name] => _all[name];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var template = JsonDocument.Parse((await BicepCompiler.BuildAsync(Path.Combine(BicepCompiler.Folder, "main.bicep"))).WithoutDiagnostics().Output);
        Template = template.RootElement.Clone();
        SecretSettings = [.. Template.GetProperty("definitions").EnumerateObject().Single(type => type.Name.EndsWith("secretSetting", StringComparison.Ordinal))
            .Value.GetProperty("allowedValues").EnumerateArray().Select(value => value.GetString()!)];

        var variants =
            from plan in Plans
            from network in Networks
            from isMost in (bool[])[false, true]
            // Everything is asked for where there is most of it; the rest is the same.
            where network != "private" || isMost || plan == "flex"
            select (Name: $"{plan}-{network}-{(isMost ? "most" : "least")}", Parameters: Parameters(plan, network, isMost));
        var own = new[] { "dev", "prod" }.Select(name => (Name: name, Parameters: OwnParameters(name)));
        foreach (var deployment in await Task.WhenAll(variants.Concat(own).Select(variant => Deployment.PredictAsync(variant.Name, variant.Parameters)))) _all[deployment.Name] = deployment;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string OwnParameters(string name) =>
        File.ReadAllText(Path.Combine(BicepCompiler.Folder, $"main.{name}.bicepparam")).Replace("using './main.bicep'", "", StringComparison.Ordinal);

    private string Parameters(string plan, string network, bool isMost)
    {
        var asked = $"{Basics}param hosting = '{plan}'\nparam network = '{network}'\n";
        return isMost ? asked + Everything() : asked;
    }

    private string Everything() => $$"""
        param build = 'portable'
        param addressPrefix = '10.1.2.0/26'
        param instanceMemoryMB = 4096
        param maximumInstances = 200
        param alwaysReadyInstances = 2
        param planSize = 'EP3'
        param storageRedundancy = 'Standard_GZRS'
        param prometheusUrl = 'https://prometheus.example.com'
        param deployMonitorWorkspace = true
        param deployGrafana = true
        param deployAppConfiguration = true
        param logSources = ['/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/shop']
        param metricSources = ['/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/shop']
        param prometheusSources = ['/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/metrics/providers/Microsoft.Monitor/accounts/shop']
        param secretSettings = [{{string.Join(", ", SecretSettings.Select(name => $"'{name}'"))}}]
        param policySecrets = ['THANOS_TOKEN']
        param policySettings = { THANOS_URL: 'https://thanos.example.com', ERRORBUDGET_POLICY: 'what a policy may not set' }
        param policyPath = 'config/policies'
        param evaluationSchedule = '30 * * * * *'
        param digestSchedule = '0 0 9 * * 2'
        param reviewSchedule = '0 0 9 1 * *'
        param siteUrl = 'https://budgets.example.com'
        param tableName = 'Budgets'
        param queuePause = '00:00:05'
        param queueRetryDelay = '00:01:00'
        param azureDevOpsOrganizations = 'fabrikam'
        param azureDevOpsHosts = 'tfs.example.com'
        param metricsAccess = 'anonymous'
        param otlpEndpoint = 'https://otlp.example.com'
        param budgetLogMinutes = 0
        param tracesSampler = 'parentbased_traceidratio'
        param tracesSamplerArgument = '0.1'
        param entraClientId = '00000000-0000-0000-0000-000000000007'
        param actionGroups = ['/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/ops/providers/Microsoft.Insights/actionGroups/ops']
        param alertEmails = ['ops@example.com']
        param latenessThresholdSeconds = 300
        param logRetentionDays = 400
        param logDailyCapGB = 5
        param extraTags = { owner: 'sre' }
        """;
}
