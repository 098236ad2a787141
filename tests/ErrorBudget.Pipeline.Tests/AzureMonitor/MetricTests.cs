using System.Collections.Immutable;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.AzureMonitor;

/// <summary>Events that are counted by platform metrics.</summary>
public sealed class MetricTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("westeurope")]
    public async Task Good_and_total_are_two_metrics_of_a_resource(string? region)
    {
        await using var scene = await SceneAsync(region);
        Add(scene, "Requests", 0, 100);
        Add(scene, "Requests", 2, 50);
        Add(scene, "Http5xx", 2, 3);
        Assert.Equal([Bucket.Of(100, 100), Bucket.Unknown, Bucket.Of(47, 50)], await scene.CountAsync(3, Site()));
        Assert.Single(scene.Server.Queries);
        Assert.Equal([Bucket.Of(147, 150, 60)], await scene.CountAsync(60, Site(), Resolution.Hour));
        scene.Settings = scene.Settings with { EmptyIsNoTraffic = true };
        Assert.Equal([Bucket.Of(100, 100), Bucket.Of(0, 0), Bucket.Of(47, 50)], await scene.CountAsync(3, Site()));
    }

    [Theory]
    [InlineData(null, "Success")]
    [InlineData("westeurope", "Success")]
    [InlineData("westeurope", "it's & = fine/%20")]
    public async Task Good_may_be_the_total_metric_with_a_dimension(string? region, string value)
    {
        await using var scene = await SceneAsync(region);
        Add(scene, "Transactions", 0, 90, ("ResponseType", value), ("ApiName", "GetBlob"));
        Add(scene, "Transactions", 0, 5, ("ResponseType", value), ("ApiName", "PutBlob"));
        Add(scene, "Transactions", 0, 7, ("ResponseType", "ServerBusyError"), ("ApiName", "GetBlob"));
        var sli = new PlatformMetricsSli { Namespace = "Microsoft.Storage/storageAccounts", Total = Metric("Transactions"), Good = Metric("Transactions", ("ResponseType", value)) };
        Assert.Equal([Bucket.Of(95, 102)], await scene.CountAsync(1, sli));
    }

    [Fact]
    public async Task Fifty_resources_of_a_region_are_read_by_one_call()
    {
        await using var scene = await SceneAsync("westeurope");
        for (var site = 0; site < 120; site++) scene.Server.Metrics.Add(new MetricPoint($"{MonitorScene.Site}{site}", "Requests", MonitorScene.Noon, site + 1));
        scene.Server.Metrics.Add(new MetricPoint($"{MonitorScene.Site}7", "Http5xx", MonitorScene.Noon, 8));
        var reading = await scene.ReadAsync(1, [.. Enumerable.Range(0, 120).Select(site =>
            MonitorScene.Objective($"site-{site}", Site() with { ResourceId = $"{MonitorScene.Site}{site}" }))]);
        Assert.Empty(reading.Failures);
        Assert.All(reading.Counts, counts => Assert.Equal(int.Parse(counts.Key.Service[5..], System.Globalization.CultureInfo.InvariantCulture) + 1, counts.Value[0].Total));
        Assert.Equal(8, reading.Counts.Sum(counts => counts.Value[0].Bad));
        Assert.Equal(3, scene.Server.Queries.Count);
    }

    [Fact]
    public async Task A_metric_that_does_not_exist_fails_its_own_SLO_only()
    {
        await using var scene = await SceneAsync("westeurope");
        Add(scene, "Requests", 0, 10);
        Add(scene, "Http5xx", 0, 1);
        var reading = await scene.ReadAsync(1, MonitorScene.Objective("right", Site()), MonitorScene.Objective("wrong", Site() with { Total = Metric("Reqests") }));
        Assert.Equal("right", Assert.Single(reading.Counts).Key.Service);
        Assert.Contains("could not read the metric reqests: InvalidMetric", Assert.Single(reading.Failures).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bad_events_than_events_are_refused()
    {
        await using var scene = await SceneAsync(null);
        Add(scene, "Requests", 0, 10);
        Add(scene, "Http5xx", 0, 11);
        var reading = await scene.ReadAsync(1, MonitorScene.Objective("shop", Site()));
        Assert.Equal([Bucket.Unknown], reading.Counts.Single().Value);
        Assert.Single(reading.Rejections);
    }

    private static async Task<MonitorScene> SceneAsync(string? region)
    {
        var scene = await MonitorScene.StartAsync();
        scene.Settings = scene.Settings with { WorkspaceId = null, ResourceId = MonitorScene.Site, Region = region };
        scene.Server.Metrics.Add(new MetricPoint("/subscriptions/another", "Http5xx", MonitorScene.Noon, 1));
        return scene;
    }

    private static PlatformMetricsSli Site() => new() { Namespace = "Microsoft.Web/sites", Total = Metric("Requests"), Bad = Metric("Http5xx") };

    private static PlatformMetric Metric(string name, params (string Name, string Value)[] dimensions) =>
        new(name, dimensions.ToImmutableSortedDictionary(dimension => dimension.Name, dimension => dimension.Value));

    private static void Add(MonitorScene scene, string metric, int minute, double total, params (string, string)[] dimensions) =>
        scene.Server.Metrics.Add(new MetricPoint(MonitorScene.Site, metric, MonitorScene.Noon + minute, total, dimensions));
}
