using System.Diagnostics;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>Shows what another source reads as a span.</summary>
public sealed class TracedSliSource(ISliSource source) : ISliSource
{
    /// <inheritdoc/>
    public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        using var span = Spans.Start("collect")?.SetTag(TelemetryName.Slos, objectives.Count).SetTag(TelemetryName.Minutes, range.Length);
        var reading = await source.ReadAsync(objectives, range, resolution, cancellationToken);
        span?.SetTag(TelemetryName.Failures, reading.Failures.Count).SetStatus(reading.Failures.Count == 0 ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        return reading;
    }
}
