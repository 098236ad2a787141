using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ErrorBudget.Pipeline.Telemetry;

/// <summary>What the gate answers and who opens it, as metrics of the meter <c>ErrorBudget</c>.</summary>
public sealed class GateInstruments
{
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _signOffs;

    /// <summary>Creates the instruments.</summary>
    public GateInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(TelemetryName.Source);
        _decisions = meter.CreateCounter<long>("errorbudget.gate.decisions", "{decision}", "Answers of the gate that were put on record.");
        _duration = meter.CreateHistogram("errorbudget.gate.duration", "s", "Time that the HTTP gate took to decide.", null, Boundaries.Calls);
        _signOffs = meter.CreateCounter<long>("errorbudget.signoffs", "{signoff}", "Sign-offs granted and revoked.");
    }

    /// <summary>Counts an answer.</summary>
    public void Decided(DecisionKind decision, ChangeKind change, bool allowed) => _decisions.Add(
        1, new TagList { { TelemetryName.Decision, Spelling.Of(decision) }, { TelemetryName.Change, Spelling.Of(change) }, { TelemetryName.Outcome, allowed ? "allowed" : "blocked" } });

    /// <summary>Notes how long an answer took.</summary>
    public void Took(TimeSpan duration) => _duration.Record(duration.TotalSeconds);

    /// <summary>Counts a sign-off that was granted or revoked.</summary>
    public void SignedOff(bool granted) => _signOffs.Add(1, new TagList { { TelemetryName.Action, granted ? "granted" : "revoked" } });
}
