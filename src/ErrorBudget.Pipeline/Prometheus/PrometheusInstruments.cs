using System.Diagnostics;
using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>What reading Prometheus costs, as metrics of the meter <c>ErrorBudget</c>.</summary>
public sealed class PrometheusInstruments
{
    private readonly Counter<long> _queries;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _seconds;

    /// <summary>Creates the instruments.</summary>
    public PrometheusInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(TelemetryName.Source);
        _queries = meter.CreateCounter<long>("errorbudget.prometheus.queries", "{query}", "Queries sent to Prometheus, retries included.");
        _bytes = meter.CreateCounter<long>("errorbudget.prometheus.answer.size", "By", "Bytes of the answers.");
        _seconds = meter.CreateHistogram("errorbudget.prometheus.query.duration", "s", "Time from sending a query to having read its answer.", null, Boundaries.Calls);
    }

    /// <summary>Counts a query.</summary>
    internal void Count(string source, bool succeeded, TimeSpan duration, long bytes)
    {
        var tags = new TagList { { TelemetryName.DataSource, source }, { TelemetryName.Outcome, succeeded ? "success" : "failure" } };
        _queries.Add(1, tags);
        _bytes.Add(bytes, tags);
        _seconds.Record(duration.TotalSeconds, tags);
    }
}
