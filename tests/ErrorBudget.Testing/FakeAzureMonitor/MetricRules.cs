using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Testing;

/// <summary>How the two APIs for platform metrics answer: one resource by Azure Resource Manager, many by the data plane.</summary>
internal sealed partial class MetricRules(FakeAzureMonitor monitor, Action<string> note)
{
    private const int ResourcesPerBatch = 50;

    public async Task AnswerAsync(HttpContext context, string path)
    {
        note($"{path}{context.Request.QueryString}");
        var isBatch = path.EndsWith("/metrics:getBatch", StringComparison.Ordinal);
        if (!await monitor.IsWelcomeAsync(context, isBatch ? "https://metrics.monitor.azure.com/.default" : "https://management.azure.com/.default")) return;
        var query = context.Request.Query;
        string[] required = isBatch ? ["starttime", "endtime", "metricNamespace"] : ["timespan"];
        if (required.Concat(["metricnames", "interval", "aggregation", "api-version"]).FirstOrDefault(key => query[key].Count == 0) is { } missing)
        {
            await FakeAzureMonitor.Fail(context, 400, "BadRequest", $"{missing} is missing");
            return;
        }

        if (!isBatch)
        {
            var span = query["timespan"].ToString().Split('/');
            var resource = path[..path.IndexOf("/providers/microsoft.insights/metrics", StringComparison.Ordinal)];
            await context.Response.WriteAsJsonAsync(Of(resource, query, query["$filter"].ToString(), span[0], span[1]));
            return;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var resources = body.RootElement.TryGetProperty("resourceids", out var ids) ? ids.EnumerateArray().Select(id => id.GetString()!).ToArray() : [];
        if (context.Request.Method != HttpMethods.Post || resources.Length is 0 or > ResourcesPerBatch || resources.Any(id => !id.StartsWith(path[..path.LastIndexOf('/')] + "/", StringComparison.OrdinalIgnoreCase)))
            await FakeAzureMonitor.Fail(context, 400, "BadRequest", $"resourceids must hold 1 to {ResourcesPerBatch} resources of the subscription");
        else
            await context.Response.WriteAsJsonAsync(new { values = resources.Select(id => Of(id, query, query["filter"].ToString(), query["starttime"].ToString(), query["endtime"].ToString())) });
    }

    private object Of(string resource, IQueryCollection query, string filter, string from, string to)
    {
        var (start, end) = (Minute.Containing(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture)), Minute.Containing(DateTimeOffset.Parse(to, CultureInfo.InvariantCulture)));
        var wanted = Condition().Matches(filter).Select(match => (match.Groups["name"].Value, match.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal))).ToArray();
        return new
        {
            cost = 0,
            interval = query["interval"].ToString(),
            resourceid = resource,
            value = query["metricnames"].ToString().Split(',').Select(metric => Metric(resource, metric, wanted, start, end, query["interval"] == "PT1H" ? 60 : 1)),
        };
    }

    private object Metric(string resource, string metric, (string, string)[] wanted, Minute start, Minute end, int width)
    {
        var points = monitor.Metrics.Where(point => point.Metric == metric && point.Resource.Equals(resource, StringComparison.OrdinalIgnoreCase)).ToArray();
        var known = points.Length > 0 || monitor.Metrics.Any(point => point.Metric == metric);
        return new
        {
            name = new { value = metric },
            unit = "Count",
            errorCode = known ? "Success" : "InvalidMetric",
            timeseries = points.Where(point => wanted.All(point.Dimensions.Contains))
                .GroupBy(point => wanted.Length == 0 ? "" : string.Join(',', point.Dimensions))
                .Select(series => new { data = Enumerable.Range(0, (end - start) / width).Select(bucket => Point(series, start + (bucket * width), width)) }),
        };
    }

    /// <summary>A point without samples has no total.</summary>
    private static Dictionary<string, object> Point(IEnumerable<MetricPoint> series, Minute at, int width)
    {
        var point = new Dictionary<string, object> { ["timeStamp"] = at.Start.UtcDateTime };
        var samples = series.Where(sample => sample.Minute >= at && sample.Minute < at + width).ToArray();
        if (samples.Length > 0) point["total"] = samples.Sum(sample => sample.Total);
        return point;
    }

    [GeneratedRegex("(?<name>[A-Za-z_]+) eq '(?<value>(?:[^']|'')*)'")]
    private static partial Regex Condition();
}
