using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>Sources of the type azure-monitor and the SLIs they count.</summary>
public sealed class AzureMonitorPolicyTests
{
    private const string Workspace = "workspace_id: 11111111-2222-3333-4444-555555555555";
    private const string Resource = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shop/providers/Microsoft.Web/sites/shop";

    [Fact]
    public void Requests_of_a_service_are_those_of_the_role_of_its_name()
    {
        var objective = Objective(Workspace, "source: logs, app_requests: {}");
        Assert.Equal("availability", objective.Slo.Id.Slo);
        var sli = Assert.IsType<AppRequestsSli>(objective.Sli);
        Assert.Equal(["shop"], sli.Roles);
        Assert.Empty(sli.Operations);
        Assert.Null(sli.WithinMs);
        Assert.Equal("latency", Objective(Workspace, "source: logs, app_requests: {within_ms: 300}").Slo.Id.Slo);
    }

    [Fact]
    public void Late_events_are_awaited_unless_the_policy_says_otherwise()
    {
        var settings = PolicyTexts.Policy(Text(Workspace, "source: logs, app_requests: {}")).AzureMonitor["logs"];
        Assert.Equal((180, 15, false, 30), (settings.SettleSeconds, settings.ResettleMinutes, settings.EmptyIsNoTraffic, settings.TimeoutSeconds));
        Assert.Equal((AzureMonitorSettings.PublicLogs, AzureMonitorSettings.PublicMetrics), (settings.LogsUrl, settings.MetricsUrl));
    }

    [Fact]
    public void Whatever_changes_what_is_counted_begins_a_new_ledger()
    {
        string[] slis =
        [
            "app_requests: {}", "app_requests: {roles: [a]}", "app_requests: {roles: [a, b]}", "app_requests: {operations: [a]}", "app_requests: {within_ms: 300}",
            "kql: 'T | {{from}} {{to}} {{bin}}'", "kql: 'U | {{from}} {{to}} {{bin}}'",
            "azure_metrics: {namespace: N, total: {metric: A}, good: {metric: B}}", "azure_metrics: {namespace: N, total: {metric: A}, bad: {metric: B}}",
            "azure_metrics: {namespace: N, total: {metric: A}, bad: {metric: B, dimensions: {c: d}}}",
            $"azure_metrics: {{resource_id: {Resource}2, namespace: N, total: {{metric: A}}, bad: {{metric: B}}}}",
        ];
        var fingerprints = slis.Select(sli => Objective($"resource_id: {Resource}", $"source: logs, {sli}").Fingerprint).ToList();
        Assert.Equal(fingerprints.Count, fingerprints.Distinct().Count());
    }

    [Theory]
    [InlineData("workspace_id: my-workspace", "app_requests: {}", "\"workspace_id\" must be the workspace's id, a GUID")]
    [InlineData("resource_id: /subscriptions/1", "app_requests: {}", "\"resource_id\" must be the id of a resource")]
    [InlineData(Workspace + ", resource_id: " + Resource, "app_requests: {}", "\"workspace_id\" and \"resource_id\" exclude each other")]
    [InlineData(Workspace + ", region: West Europe", "app_requests: {}", "\"region\" must be the short name of a region")]
    [InlineData(Workspace + ", logs_url: 'http://localhost:1'", "app_requests: {}", "\"logs_url\" must start with https://")]
    [InlineData(Workspace + ", url: 'https://p'", "app_requests: {}", "unknown key \"url\" in an azure-monitor source")]
    [InlineData(Workspace, "app_requests: {}, metric: a", "\"metric\" has no effect beside \"app_requests\"")]
    [InlineData(Workspace, "app_requests: {within_ms: 0}", "\"within_ms\" must be above 0")]
    [InlineData(Workspace, "app_requests: {roles: [\"a\\nb\"]}", "what stands in \"roles\" must not hold a line break")]
    [InlineData(Workspace, "kql: 'AppRequests | {{from}}'", "\"kql\" must contain {{to}}, {{bin}}")]
    [InlineData(Workspace, "azure_metrics: {namespace: N, total: {metric: A}, good: {metric: B}}", "the source \"logs\" has no \"resource_id\"")]
    [InlineData("region: westeurope", "app_requests: {}", "the source \"logs\" needs \"workspace_id\" or \"resource_id\"")]
    [InlineData("resource_id: " + Resource, "azure_metrics: {namespace: N, total: {metric: A}}", "azure_metrics needs \"good\" or \"bad\"")]
    [InlineData("resource_id: " + Resource, "azure_metrics: {namespace: N, total: {metric: 'A,B'}, good: {metric: B}}", "\"metric\" \"A,B\" must be as in the list")]
    [InlineData("resource_id: " + Resource, "azure_metrics: {namespace: N, total: {metric: A, dimensions: {'a eq': b}}, good: {metric: B}}", "the dimension \"a eq\" must be")]
    [InlineData(Workspace, "metric: a", "the source \"logs\" is no Prometheus server")]
    public void What_cannot_be_counted_is_refused(string source, string sli, string problem) =>
        Assert.Contains(PolicyTexts.Shown(PolicyTexts.Read(Text(source, $"source: logs, {sli}"))), shown => shown.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void An_SLI_of_Azure_Monitor_names_its_source() =>
        Assert.Contains("needs the key \"source\"", Assert.Single(PolicyTexts.Shown(PolicyTexts.Read(Text(Workspace, "app_requests: {}")))), StringComparison.Ordinal);

    [Fact]
    public void A_Prometheus_server_counts_no_requests_of_Application_Insights() =>
        Assert.Contains("is a Prometheus server", Assert.Single(PolicyTexts.Shown(PolicyTexts.Read(
            PolicyTexts.Service(sli: "source: p, app_requests: {}", top: "sources: {p: {url: 'http://p'}}")))), StringComparison.Ordinal);

    [Theory]
    [InlineData(599, 10, true)]
    [InlineData(600, 10, false)]
    [InlineData(3600, 60, false)]
    [InlineData(3600, 63, true)]
    public void A_gate_that_would_always_find_the_data_too_old_is_refused(int settle, int limit, bool isTaken)
    {
        var shown = PolicyTexts.Shown(PolicyTexts.Read(PolicyTexts.Service(
            sli: "source: logs, app_requests: {}",
            rest: $"enforcement: {{release_gate: {{stale_after_minutes: {limit}}}}}",
            top: $"sources: {{logs: {{type: azure-monitor, {Workspace}, settle_seconds: {settle}}}}}")));
        if (isTaken) Assert.Empty(shown);
        else Assert.Contains($"let stale_after_minutes be {(settle / 60) + 3} or more", Assert.Single(shown), StringComparison.Ordinal);
    }

    private static Objective Objective(string source, string sli) => PolicyTexts.Objective(Text(source, sli));

    private static string Text(string source, string sli) => PolicyTexts.Service(sli: sli, top: $"sources: {{logs: {{type: azure-monitor, {source}}}}}");
}
