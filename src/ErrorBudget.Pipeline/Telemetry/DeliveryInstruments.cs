using System.Diagnostics;
using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Dispatch;

namespace ErrorBudget.Pipeline.Telemetry;

/// <summary>What becomes of notices, tickets and flags, as metrics of the meter <c>ErrorBudget</c>.</summary>
public sealed class DeliveryInstruments
{
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _delay;

    /// <summary>Creates the instruments.</summary>
    public DeliveryInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(TelemetryName.Source);
        _attempts = meter.CreateCounter<long>("errorbudget.deliveries", "{attempt}", "Attempts to tell a channel, keep a ticket or switch a flag.");
        _delay = meter.CreateHistogram("errorbudget.delivery.delay", "s", "Time from when something happened to when somebody was told.", null, Boundaries.Delays);
    }

    /// <summary>Counts an attempt.</summary>
    /// <param name="channel">The kind of place.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="delay">How long ago what is told happened.</param>
    public void Count(string channel, ReceiptKind outcome, TimeSpan delay)
    {
        _attempts.Add(1, new TagList { { TelemetryName.Channel, channel }, { TelemetryName.Outcome, Spelling.Of(outcome) } });
        if (outcome == ReceiptKind.Delivered) _delay.Record(delay.TotalSeconds, new TagList { { TelemetryName.Channel, channel } });
    }
}
