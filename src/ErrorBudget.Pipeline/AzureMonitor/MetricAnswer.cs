using System.Text.Json;
using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>What several metrics of one or more resources counted, bucket by bucket; series of several dimensions are added up.</summary>
internal sealed class MetricAnswer
{
    private readonly Dictionary<(string Resource, string Metric), double?[]> _values = [];
    private readonly Dictionary<(string Resource, string Metric), string> _errors = [];

    /// <summary>Reads what was counted of one resource: the answer for it, or its item in the answer for many.</summary>
    /// <param name="place">Who answered, for messages.</param>
    /// <param name="resource">The ARM id.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="grid">The buckets that were asked for.</param>
    public void Add(string place, string resource, JsonElement answer, BucketGrid grid)
    {
        foreach (var metric in answer.GetProperty("value").EnumerateArray())
        {
            var key = KeyOf(resource, metric.GetProperty("name").GetProperty("value").GetString() ?? "");
            if (metric.TryGetProperty("errorCode", out var code) && code.GetString() is { Length: > 0 } error && error != "Success")
                _errors[key] = $"{place} could not read the metric {key.Metric}: {Explanation.Line(error)}";
            var values = _values[key] = new double?[grid.Count];
            foreach (var series in metric.GetProperty("timeseries").EnumerateArray())
            {
                foreach (var point in series.GetProperty("data").EnumerateArray()) Count(place, values, point, grid);
            }
        }
    }

    /// <summary>The counts of a metric, null in buckets without samples.</summary>
    /// <exception cref="AzureMonitorException">It is not among the answers, or could not be read.</exception>
    public double?[] this[MetricSeries series]
    {
        get
        {
            var key = KeyOf(series.Resource, series.Metric);
            if (_errors.TryGetValue(key, out var error)) throw new AzureMonitorException(error);
            return _values.TryGetValue(key, out var values) ? values : throw new AzureMonitorException($"Azure Monitor answered without the metric {series.Metric} of {series.Resource}.");
        }
    }

    private static (string Resource, string Metric) KeyOf(string resource, string metric) => (resource.TrimEnd('/').ToLowerInvariant(), metric.ToLowerInvariant());

    private static void Count(string place, double?[] values, JsonElement point, BucketGrid grid)
    {
        // A point without the aggregation that was asked for had no samples.
        if (!point.TryGetProperty("total", out var total) || total.ValueKind != JsonValueKind.Number) return;
        var instant = point.GetProperty("timeStamp").GetDateTimeOffset();
        var (bucket, rest) = Math.DivRem((instant - grid.Start.Start).Ticks, TimeSpan.TicksPerSecond * grid.StepSeconds);
        if (rest != 0 || bucket < 0 || bucket >= grid.Count) throw new AzureMonitorException($"{place} answered for {instant:O}, which was not asked for: {grid}.");
        values[bucket] = (values[bucket] ?? 0) + total.GetDouble();
    }
}
