using System.Diagnostics;
using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>What reading Azure Monitor costs, as metrics of the meter <c>ErrorBudget</c>.</summary>
public sealed class AzureMonitorInstruments
{
    private readonly Counter<long> _queries;
    private readonly Histogram<double> _seconds;

    /// <summary>Creates the instruments.</summary>
    public AzureMonitorInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(TelemetryName.Source);
        _queries = meter.CreateCounter<long>("errorbudget.azure_monitor.queries", "{query}", "Queries sent to Log Analytics and to platform metrics.");
        _seconds = meter.CreateHistogram("errorbudget.azure_monitor.query.duration", "s", "Time until a query was answered, retries included.", null, Boundaries.Calls);
    }

    /// <summary>Counts a query.</summary>
    internal void Count(string source, bool succeeded, TimeSpan duration)
    {
        var tags = new TagList { { TelemetryName.DataSource, source }, { TelemetryName.Outcome, succeeded ? "success" : "failure" } };
        _queries.Add(1, tags);
        _seconds.Record(duration.TotalSeconds, tags);
    }
}
