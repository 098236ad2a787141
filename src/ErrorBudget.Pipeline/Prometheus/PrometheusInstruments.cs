using System.Diagnostics.Metrics;

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
        var meter = meters.Create("ErrorBudget");
        _queries = meter.CreateCounter<long>("errorbudget.prometheus.queries", "{query}", "Queries sent to Prometheus, retries included.");
        _bytes = meter.CreateCounter<long>("errorbudget.prometheus.answer.size", "By", "Bytes of the answers.");
        _seconds = meter.CreateHistogram<double>("errorbudget.prometheus.query.duration", "s", "Time from sending a query to having read its answer.");
    }

    /// <summary>Counts a query.</summary>
    internal void Count(string source, bool succeeded, TimeSpan duration, long bytes)
    {
        var tags = new System.Diagnostics.TagList { { "source", source }, { "outcome", succeeded ? "success" : "failure" } };
        _queries.Add(1, tags);
        _bytes.Add(bytes, tags);
        _seconds.Record(duration.TotalSeconds, tags);
    }
}
