using System.Diagnostics;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>Shows each attempt at a consequence as a span and counts it.</summary>
public sealed class ObservedConsequence(IConsequence consequence, DeliveryInstruments instruments, TimeProvider time) : IConsequence
{
    /// <inheritdoc/>
    public async Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errand);
        var channel = errand.Target.Split(':', 2)[0];
        using var span = Spans.Start($"deliver {channel}")?
            .SetTag(TelemetryName.Channel, channel)
            .SetTag(TelemetryName.Target, errand.Target)
            .SetTag(TelemetryName.Event, Spelling.Of(errand.Event.Kind))
            .SetTag(TelemetryName.Service, errand.Event.Service)
            .SetTag(TelemetryName.Slo, errand.Event.Slo);
        var receipt = await consequence.RunAsync(errand, cancellationToken);
        instruments.Count(channel, receipt.Kind, time.GetUtcNow() - errand.Event.At);
        span?.SetTag(TelemetryName.Outcome, Spelling.Of(receipt.Kind))
            .SetStatus(receipt.Kind is ReceiptKind.Unavailable or ReceiptKind.Refused ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        return receipt;
    }
}
