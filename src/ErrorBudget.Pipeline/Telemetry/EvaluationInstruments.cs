using System.Diagnostics;
using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Telemetry;

/// <summary>How evaluations go, as metrics of the meter <c>ErrorBudget</c>.</summary>
public sealed class EvaluationInstruments
{
    private readonly Histogram<double> _duration;
    private readonly Gauge<double> _lateness;
    private readonly Counter<long> _slos;

    /// <summary>Creates the instruments.</summary>
    public EvaluationInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(TelemetryName.Source);
        _duration = meter.CreateHistogram("errorbudget.evaluation.duration", "s", "Time that the evaluation of a shard took.", null, Boundaries.Calls);
        _lateness = meter.CreateGauge<double>("errorbudget.evaluation.lateness", "s", "How far the oldest watermark of a shard was behind the clock when its evaluation ended.");
        _slos = meter.CreateCounter<long>("errorbudget.evaluation.slos", "{slo}", "SLOs evaluated: up to date, or behind because their source failed.");
    }

    /// <summary>Counts an evaluation.</summary>
    public void Count(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var shard = new KeyValuePair<string, object?>(TelemetryName.Shard, report.Shard);
        _duration.Record((report.FinishedAt - report.StartedAt).TotalSeconds, shard);
        if (report.DataThrough is { } through) _lateness.Record((report.FinishedAt - through.Start).TotalSeconds, shard);
        _slos.Add(report.Slos - report.Behind, new TagList { { TelemetryName.Outcome, "success" } });
        _slos.Add(report.Behind, new TagList { { TelemetryName.Outcome, "failure" } });
    }
}
