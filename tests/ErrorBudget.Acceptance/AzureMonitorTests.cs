using System.Net;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>
/// The published app and Azure Monitor: the app gets its tokens from the platform's managed-identity endpoint, speaks https with a
/// certificate it was told to trust, and counts what logs and metrics say.
/// </summary>
public sealed class AzureMonitorTests(PublishedApps apps)
{
    private const string Site = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Web/sites/shop";
    private const string Api = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Web/sites/api";

    /// <summary>For so many minutes there are events: fewer than the budgets' day, so that each of them is in every window.</summary>
    private const int Past = 20 * Minute.PerHour;

    private static readonly TimeSpan TwoMinutes = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Requests_own_KQL_and_platform_metrics_are_counted_to_the_last_event_though_rows_are_late_and_answers_partial()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        await using var identity = await FakeManagedIdentity.StartAsync();
        await using var monitor = await FakeAzureMonitor.StartAsync(TimeProvider.System);
        var directory = Directory.CreateTempSubdirectory("errorbudget-azure-monitor-");
        try
        {
            // The last minute's events are there when the minute is over.
            var end = Minute.Containing(DateTimeOffset.UtcNow);
            for (var minute = end - Past; minute < end; minute += 1) Happen(monitor, minute, end);
            await using var app = await StartAsync(azurite, identity, monitor, directory);
            await app.UntilAsync("all history is read", async () => await app.GetAsync("/api/health") is (HttpStatusCode.OK, var health) && health.GetProperty("backfilling").GetInt32() == 0, TimeSpan.FromSeconds(90));

            // Some rows are still to come. A minute that can be read in part only waits, and so does the watermark.
            monitor.PartialError = "a shard did not answer";
            await app.UntilAsync("health tells of the partial answer", () => IsIllAsync(app, "a part of the result only: PartialError, QueryLimit: a shard did not answer"), TwoMinutes);
            var before = await BudgetAsync(app, "shop", "availability");
            for (var minute = end - 9; minute < end; minute += 1) monitor.Requests.Add(new AppRequest(minute.Start.AddSeconds(59.9), "shop", Success: false) { ItemCount = 7 });
            var asked = monitor.Queries.Count;
            await app.UntilAsync("it was asked again", () => Task.FromResult(monitor.Queries.Count > asked + 4), TwoMinutes);
            Assert.Equal(before, await BudgetAsync(app, "shop", "availability"));

            monitor.PartialError = null;
            await AssertCountedAsync(app, monitor, TwoMinutes);
            await app.UntilAsync("all is well again", async () => (await app.GetAsync("/api/health")).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(30));
            Assert.NotEqual(before.DataThrough, (await BudgetAsync(app, "shop", "availability")).DataThrough);

            Assert.Empty(monitor.Faults);
            Assert.Empty(identity.Faults);
            Assert.Equal(["https://api.loganalytics.io", "https://management.azure.com", "https://metrics.monitor.azure.com"], identity.Audiences.Distinct().Order());
            Assert.DoesNotContain(identity.Settings["IDENTITY_HEADER"], app.Output, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>What happens in a minute. Of the last ten minutes some rows are late: they are there 5 to 65 seconds from now.</summary>
    private static void Happen(FakeAzureMonitor monitor, Minute minute, Minute end)
    {
        var (index, late) = ((int)(minute.Index % 1000), minute >= end - 10);
        var arrival = DateTimeOffset.UtcNow.AddSeconds(late ? 5 + (6 * (end - minute)) : -1);
        monitor.Requests.Add(new AppRequest(minute.Start, "shop", Success: true) { ItemCount = 1 + (index % 50) });
        monitor.Requests.Add(new AppRequest(minute.Start.AddSeconds(59.999), "shop", Success: index % 17 != 0) { ItemCount = 3, OperationName = "POST /orders", DurationMs = 790 + (index % 20), ArrivedAt = arrival });
        monitor.Requests.Add(new AppRequest(minute.Start.AddSeconds(20), "shop", Success: null) { ItemCount = index % 5 == 0 ? 1 : 2, OperationName = "POST /orders", ArrivedAt = arrival });
        monitor.Requests.Add(new AppRequest(minute.Start.AddSeconds(20), "other", Success: false) { ItemCount = 1_000_000 });
        foreach (var (resource, factor) in (IEnumerable<(string, int)>)[(Site, 1), (Api, 3)])
        {
            monitor.Metrics.Add(new MetricPoint(resource, "Requests", minute, factor * (100 + (index % 30))));
            if (index % 4 == 0) monitor.Metrics.Add(new MetricPoint(resource, "Http5xx", minute, factor * (index % 3)));
        }
    }

    private async Task<AppProcess> StartAsync(AzuriteServer azurite, FakeManagedIdentity identity, FakeAzureMonitor monitor, DirectoryInfo directory)
    {
        var (policy, certificate) = (Path.Combine(directory.FullName, "policy.yaml"), Path.Combine(directory.FullName, "monitor.pem"));
        await File.WriteAllTextAsync(certificate, monitor.CertificatePem, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(policy, Policy(monitor.Address), TestContext.Current.CancellationToken);
        return await apps.StartAsync(AppBuild.Native, new Dictionary<string, string>(identity.Settings)
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["ERRORBUDGET_POLICY"] = policy,
            ["EVALUATION_SCHEDULE"] = "* * * * * *",
            ["SSL_CERT_FILE"] = certificate,
        });
    }

    private static string Policy(Uri monitor) => $$$"""
        policy:
          version: "2.0"
          sources:
            insights: { type: azure-monitor, workspace_id: {{{FakeAzureMonitor.Workspace}}}, logs_url: "{{{monitor}}}", settle_seconds: 1 }
            sites: { type: azure-monitor, region: westeurope, metrics_url: "{{{monitor}}}", settle_seconds: 1 }
            api: { type: azure-monitor, resource_id: {{{Api}}}, metrics_url: "{{{monitor}}}", settle_seconds: 1 }
          services:
            - name: shop
              slos:
                - name: availability
                  sli: { source: insights, app_requests: {} }
                  slo: { target: 0.9, window_days: 1 }
                - name: orders
                  sli: { source: insights, app_requests: { operations: ["POST /orders"], within_ms: 800 } }
                  slo: { target: 0.5, window_days: 1 }
                - name: latency
                  sli:
                    source: insights
                    kql: |
                      AppRequests
                      | where TimeGenerated >= {{from}} and TimeGenerated < {{to}} and AppRoleName == "shop"
                      | summarize Good = sumif(ItemCount, DurationMs <= 800), Total = sum(ItemCount) by Time = bin(TimeGenerated, {{bin}})
                  slo: { target: 0.9, window_days: 1 }
            - name: site
              sli: { source: sites, azure_metrics: { resource_id: {{{Site}}}, namespace: Microsoft.Web/sites, total: { metric: Requests }, bad: { metric: Http5xx } } }
              slo: { target: 0.99, window_days: 1 }
            - name: api
              sli: { source: api, azure_metrics: { namespace: Microsoft.Web/sites, total: { metric: Requests }, bad: { metric: Http5xx } } }
              slo: { target: 0.99, window_days: 1 }
        """;

    /// <summary>Waits until every budget is the sum of what was recorded, to the last event.</summary>
    private static async Task AssertCountedAsync(AppProcess app, FakeAzureMonitor monitor, TimeSpan limit)
    {
        var requests = monitor.Requests.Where(request => request.AppRoleName == "shop").ToArray();
        (string, string, long, long)[] truth =
        [
            ("shop", "availability", Sum(requests.Where(request => request.Success is true)), Sum(requests)),
            ("shop", "orders", Sum(requests.Where(request => request is { OperationName: "POST /orders", Success: true, DurationMs: <= 800 })), Sum(requests.Where(request => request.OperationName == "POST /orders"))),
            ("shop", "latency", Sum(requests.Where(request => request.DurationMs <= 800)), Sum(requests)),
            ("site", "availability", Metric(Site, "Requests") - Metric(Site, "Http5xx"), Metric(Site, "Requests")),
            ("api", "availability", Metric(Api, "Requests") - Metric(Api, "Http5xx"), Metric(Api, "Requests")),
        ];
        (string, string, long, long)[] found = [];
        try
        {
            await app.UntilAsync("the budgets are what was recorded", async () => (found = await CountsAsync(app)).SequenceEqual(truth.Order()), limit);
        }
        catch (TimeoutException)
        {
            Assert.Equal(truth.Order(), found);
            throw;
        }

        static long Sum(IEnumerable<AppRequest> rows) => rows.Sum(row => (long)row.ItemCount);
        long Metric(string resource, string name) => (long)monitor.Metrics.Where(point => point.Resource == resource && point.Metric == name).Sum(point => point.Total);
    }

    private static async Task<(string, string, long, long)[]> CountsAsync(AppProcess app)
    {
        var (_, budgets) = await app.GetAsync("/api/budgets");
        return [.. budgets.EnumerateArray().Select(budget => (Text(budget, "service"), Text(budget, "slo"), budget.GetProperty("good").GetInt64(), budget.GetProperty("total").GetInt64())).Order()];

        static string Text(JsonElement budget, string name) => budget.GetProperty(name).GetString()!;
    }

    private static async Task<(string DataThrough, long Good, long Total)> BudgetAsync(AppProcess app, string service, string slo)
    {
        var (_, budget) = await app.GetAsync($"/api/budgets/{service}/{slo}");
        return (budget.GetProperty("dataThrough").GetString()!, budget.GetProperty("good").GetInt64(), budget.GetProperty("total").GetInt64());
    }

    private static async Task<bool> IsIllAsync(AppProcess app, string why)
    {
        var (status, health) = await app.GetAsync("/api/health");
        return status == HttpStatusCode.ServiceUnavailable && health.GetProperty("problems").EnumerateArray().Any(problem => problem.GetString()!.Contains(why, StringComparison.Ordinal));
    }
}
