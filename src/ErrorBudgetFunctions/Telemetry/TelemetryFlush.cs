using System.Diagnostics;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ErrorBudgetFunctions.Telemetry;

/// <summary>
/// Sends what was collected before an invocation is answered: after that the instance may be frozen. Bounded, and left out for
/// a while after the receiver did not take it in time; what waits is sent in the background then. Does nothing where nothing is exported.
/// </summary>
internal sealed class TelemetryFlush(TimeProvider time, TracerProvider? traces = null, LoggerProvider? logs = null, MeterProvider? metrics = null)
{
    /// <summary>How long an answer waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How long it is left out after it did not succeed.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>Metrics are sums and wait without loss; a burst of messages need not send them each time.</summary>
    private static readonly TimeSpan MetricsEvery = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private DateTimeOffset _metricsNotBefore = DateTimeOffset.MinValue;
    private Task<bool>? _flushing;

    /// <summary>Waits until all is sent, or for a second.</summary>
    public async Task RunAsync()
    {
        if (traces is null && logs is null && metrics is null) return;
        var now = time.GetUtcNow();
        Task<bool> flushing;
        lock (_lock)
        {
            if (now < _notBefore) return;

            // One that is under way may have begun before the caller's last span ended, so a caller never joins it.
            if (_flushing is { IsCompleted: false }) return;
            var withMetrics = now >= _metricsNotBefore;
            if (withMetrics) _metricsNotBefore = now + MetricsEvery;
            flushing = _flushing = Task.Run(() => Flush(withMetrics));
        }

        if (!await InTimeAsync(flushing)) lock (_lock) _notBefore = time.GetUtcNow() + Rest;
    }

    private async Task<bool> InTimeAsync(Task<bool> flushing)
    {
        try
        {
            return await flushing.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private bool Flush(bool withMetrics)
    {
        var clock = Stopwatch.StartNew();
        return Within(traces, clock) && Within(logs, clock) && (!withMetrics || metrics?.ForceFlush(Left(clock)) != false);
    }

    private static bool Within(TracerProvider? provider, Stopwatch clock) => provider?.ForceFlush(Left(clock)) != false;

    private static bool Within(LoggerProvider? provider, Stopwatch clock) => provider?.ForceFlush(Left(clock)) != false;

    private static int Left(Stopwatch clock) => (int)Math.Max(0, (Patience - clock.Elapsed).TotalMilliseconds);
}
