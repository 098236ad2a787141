using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure.Core;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>
/// Counts events by platform metrics. Metrics with the same namespace and dimensions are read together, and where the source names
/// a region, those of up to 50 resources.
/// </summary>
/// <remarks>No total is unknown. With a total, no bad events means zero bad ones, and no good events zero good ones.</remarks>
internal sealed class MetricReader(string name, AzureMonitorSettings settings, AzureMonitorClient client)
{
    private const int ResourcesPerBatch = 50;
    private const int MetricsPerCall = 20;

    private string Place => $"Azure Monitor metrics \"{name}\"";

    /// <summary>The tasks that read some objectives into a draft.</summary>
    public IEnumerable<ReadingTask> Plan(IReadOnlyCollection<Objective> objectives, BucketGrid grid, ReadingDraft draft)
    {
        var metered = objectives.Where(objective => objective.Sli is PlatformMetricsSli).ToArray();
        var calls = Calls(metered.SelectMany(objective => SeriesOf((PlatformMetricsSli)objective.Sli)).Distinct(), grid);
        return metered.Select(objective => new ReadingTask([objective], cancellationToken => ReadAsync(objective, calls, grid, draft, cancellationToken)));
    }

    private async Task ReadAsync(
        Objective objective, Dictionary<MetricSeries, Func<CancellationToken, Task<MetricAnswer>>> calls, BucketGrid grid, ReadingDraft draft, CancellationToken cancellationToken)
    {
        var sli = (PlatformMetricsSli)objective.Sli;
        var (totals, parts) = (await ValuesAsync(sli.Total), await ValuesAsync(sli.Good ?? sli.Bad!));
        for (var bucket = 0; bucket < grid.Count; bucket++)
        {
            draft.Set(objective, grid, bucket, (totals[bucket], parts[bucket] ?? 0) switch
            {
                (null, _) => settings.EmptyIsNoTraffic ? EventCount.Of(0, 0, grid.Width) : EventCount.Nothing,
                ({ } total, var part) => sli.Good is null ? EventCount.OfBad(part, total, grid.Width) : EventCount.Of(part, total, grid.Width),
            });
        }

        async Task<double?[]> ValuesAsync(PlatformMetric metric)
        {
            var series = SeriesOf(sli, metric);
            return (await calls[series](cancellationToken))[series];
        }
    }

    /// <summary>Which call reads a series; whoever needs it first makes it.</summary>
    private Dictionary<MetricSeries, Func<CancellationToken, Task<MetricAnswer>>> Calls(IEnumerable<MetricSeries> all, BucketGrid grid)
    {
        var calls = new Dictionary<MetricSeries, Func<CancellationToken, Task<MetricAnswer>>>();
        foreach (var alike in all.GroupBy(series => (series.Namespace, series.Filter, Subscription: SubscriptionOf(series.Resource))))
        {
            foreach (var metrics in alike.GroupBy(series => series.Metric, StringComparer.OrdinalIgnoreCase).Chunk(MetricsPerCall))
            {
                var (names, series) = (metrics.Select(metric => metric.Key).ToArray(), metrics.SelectMany(metric => metric).ToArray());
                foreach (var resources in series.Select(one => one.Resource).Distinct().Chunk(settings.Region is null ? 1 : ResourcesPerBatch))
                {
                    Task<MetricAnswer>? asked = null;
                    var asking = new Lock();
                    foreach (var one in series.Where(one => resources.Contains(one.Resource)))
                    {
                        calls.Add(one, cancellationToken =>
                        {
                            lock (asking) return asked ??= AskAsync(alike.Key.Namespace, alike.Key.Filter, names, resources, grid, cancellationToken);
                        });
                    }
                }
            }
        }

        return calls;
    }

    private async Task<MetricAnswer> AskAsync(string space, string filter, string[] metrics, string[] resources, BucketGrid grid, CancellationToken cancellationToken)
    {
        var isBatch = settings.Region is not null;
        var scope = isBatch ? AzureMonitorScope.OfMetricBatches(settings.MetricsUrl) : AzureMonitorScope.OfResourceManager(settings.MetricsUrl);
        using var answer = await client.SendAsync(
            Place, scope, TimeSpan.FromSeconds(settings.TimeoutSeconds), request => Prepare(request, isBatch, space, filter, metrics, resources, grid), cancellationToken)
            ?? throw new AzureMonitorException($"{Place} answered 204 where metrics belong.");
        var counts = new MetricAnswer();
        if (!isBatch) counts.Add(Place, resources[0], answer.RootElement, grid);
        else foreach (var one in answer.RootElement.GetProperty("values").EnumerateArray()) counts.Add(Place, one.GetProperty("resourceid").GetString() ?? "", one, grid);
        return counts;
    }

    private void Prepare(Request request, bool isBatch, string space, string filter, string[] metrics, string[] resources, BucketGrid grid)
    {
        var (from, to) = (Instant(grid.Start), Instant(grid.BucketAt(grid.Count)));
        var address = settings.MetricsUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var query = new List<(string Key, string Value)> { ("metricnames", string.Join(',', metrics)), ("aggregation", "Total"), ("interval", grid.Width == 1 ? "PT1M" : "PT1H") };
        if (isBatch)
        {
            query.AddRange([("starttime", from), ("endtime", to), ("metricNamespace", space), ("api-version", "2023-10-01")]);
            if (filter.Length > 0) query.Add(("filter", filter));
            request.Method = RequestMethod.Post;
            request.Headers.SetValue("Content-Type", "application/json");
            request.Content = RequestContent.Create(Body(resources));
            address += $"/subscriptions/{SubscriptionOf(resources[0])}/metrics:getBatch";
        }
        else
        {
            query.AddRange([("timespan", $"{from}/{to}"), ("metricnamespace", space), ("api-version", "2024-02-01")]);
            if (filter.Length > 0) query.Add(("$filter", filter));
            request.Method = RequestMethod.Get;
            address += $"{Uri.EscapeDataString(resources[0]).Replace("%2F", "/", StringComparison.Ordinal)}/providers/microsoft.insights/metrics";
        }

        request.Headers.SetValue("Accept", "application/json");
        request.Uri.Reset(new Uri($"{address}?{string.Join('&', query.Select(part => $"{Uri.EscapeDataString(part.Key)}={Uri.EscapeDataString(part.Value)}"))}"));
    }

    private static ReadOnlyMemory<byte> Body(string[] resources)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceids");
            foreach (var resource in resources) json.WriteStringValue(resource);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private IEnumerable<MetricSeries> SeriesOf(PlatformMetricsSli sli) =>
        new[] { sli.Total, sli.Good, sli.Bad }.OfType<PlatformMetric>().Select(metric => SeriesOf(sli, metric));

    private MetricSeries SeriesOf(PlatformMetricsSli sli, PlatformMetric metric) =>
        new((sli.ResourceId ?? settings.ResourceId ?? "").ToLowerInvariant(), sli.Namespace, metric.Name, metric.Filter);

    private static string SubscriptionOf(string resource) => resource.Split('/') is [_, _, var id, ..] ? id : "";

    private static string Instant(Minute minute) => minute.Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
