using System.Globalization;
using Shop.Traffic;

namespace Shop.History;

/// <summary>
/// Writes pasts as OpenMetrics text, with the series and labels that Prometheus makes of the live ones, for
/// <c>promtool tsdb create-blocks-from openmetrics</c>.
/// </summary>
internal sealed class OpenMetricsFile(TextWriter text, string job, string instance)
{
    private readonly string _target = $"job=\"{job}\",instance=\"{instance}\"";

    public void Write(IReadOnlyCollection<ServiceHistory> histories)
    {
        text.Write("# TYPE http_requests counter\n");
        foreach (var history in histories.Where(history => history.Service.Latency is null))
            WriteCounters(history);
        text.Write("# TYPE http_request_duration_seconds histogram\n");
        foreach (var history in histories.Where(history => history.Service.Latency is not null))
            WriteHistograms(history);
        text.Write("# TYPE up gauge\n");
        foreach (var time in histories.First().Times) Sample($"up{{{_target}}}", "1", time);
        text.Write("# EOF\n");
    }

    private void WriteCounters(ServiceHistory history)
    {
        foreach (var (outcome, values) in history.Counters)
        {
            var series = $"http_requests_total{{{_target},service=\"{history.Service.Name}\",code=\"{outcome.Code}\"}}";
            Samples(series, history, index => Number(values[index]));
        }
    }

    private void WriteHistograms(ServiceHistory history)
    {
        foreach (var code in history.Counters.GroupBy(counter => counter.Outcome.Code))
        {
            var labels = $"{_target},service=\"{history.Service.Name}\",status_code=\"{code.Key}\"";
            foreach (var bound in LatencyProfile.Bounds.Append(double.PositiveInfinity))
            {
                var within = code.Where(counter => counter.Outcome.Seconds <= bound).Select(counter => counter.Values).ToArray();
                Samples($"http_request_duration_seconds_bucket{{{labels},le=\"{Bound(bound)}\"}}", history, index => Number(Sum(within, index)));
            }

            var all = code.Select(counter => counter.Values).ToArray();
            var seconds = code.Select(counter => counter.Outcome.Seconds!.Value).ToArray();
            Samples($"http_request_duration_seconds_count{{{labels}}}", history, index => Number(Sum(all, index)));
            Samples($"http_request_duration_seconds_sum{{{labels}}}", history, index => Number(all.Select((values, way) => values[index] * seconds[way]).Sum()));
        }
    }

    private void Samples(string series, ServiceHistory history, Func<int, string> value)
    {
        for (var index = 0; index < history.Times.Length; index++) Sample(series, value(index), history.Times[index]);
    }

    private void Sample(string series, string value, DateTimeOffset time)
    {
        text.Write(series);
        text.Write(' ');
        text.Write(value);
        text.Write(' ');
        text.Write(Number(time.ToUnixTimeMilliseconds() / 1000m));
        text.Write('\n');
    }

    private static long Sum(long[][] counters, int index)
    {
        var sum = 0L;
        foreach (var values in counters) sum += values[index];
        return sum;
    }

    /// <summary>OpenMetrics writes a bound as a float, 1 as 1.0; so does the live endpoint, and only the same text is the same series.</summary>
    private static string Bound(double bound) =>
        double.IsPositiveInfinity(bound) ? "+Inf" : bound.ToString("0.0###", CultureInfo.InvariantCulture);

    private static string Number<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
