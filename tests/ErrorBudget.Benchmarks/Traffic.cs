using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ErrorBudget.Benchmarks;

/// <summary>Sums what the pipeline counts itself, with the instruments that operators see.</summary>
internal sealed class Traffic : IDisposable
{
    /// <summary>The name of the pipeline's meter.</summary>
    public const string MeterName = "ErrorBudget";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);

    public Traffic()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == MeterName && instrument is Counter<long>) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _sums.AddOrUpdate(instrument.Name, static (_, added) => added, static (_, sum, added) => sum + added, value));
        _listener.Start();
    }

    /// <summary>The sum of a counter up to now.</summary>
    public long this[string counter] => _sums.GetValueOrDefault(counter);

    public void Dispose() => _listener.Dispose();
}
