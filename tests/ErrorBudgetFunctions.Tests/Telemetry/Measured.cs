using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using ErrorBudget;
using ErrorBudget.Pipeline.AzureMonitor;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Prometheus;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;
using ErrorBudget.Pipeline.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace ErrorBudgetFunctions.Tests.Telemetry;

/// <summary>The app's instruments as they are: every class that makes some, with one measurement of each, and the attributes it came with.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();
    private readonly ConcurrentDictionary<string, HashSet<string>> _attributes = new();

    public Measured(AppInProcess app)
    {
        var meters = app.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != TelemetryName.Source || !ReferenceEquals(instrument.Meter.Scope, meters)) return;
            _instruments[instrument.Name] = instrument;
            _attributes.TryAdd(instrument.Name, []);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.Start();
        Exercise(app.Services, meters);
        _listener.RecordObservableInstruments();
    }

    public IReadOnlyDictionary<string, Instrument> Instruments => _instruments;

    public IReadOnlyCollection<string> AttributesOf(string instrument) => _attributes[instrument];

    /// <summary>As the documentation calls it.</summary>
    public static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "Gauge" or "ObservableGauge" => "gauge",
        var other => other,
    };

    public void Dispose() => _listener.Dispose();

    private static void Exercise(IServiceProvider services, IMeterFactory meters)
    {
        var now = DateTimeOffset.UtcNow;
        services.GetRequiredService<EvaluationInstruments>().Count(new RunReport(0, now, now, Minute.Containing(now), 2, 0, "test", []) { Behind = 1 });
        var gate = services.GetRequiredService<GateInstruments>();
        gate.Decided(DecisionKind.Block, ChangeKind.Standard, allowed: false);
        gate.Took(TimeSpan.FromMilliseconds(1));
        gate.SignedOff(granted: true);
        services.GetRequiredService<DeliveryInstruments>().Count("slack", ReceiptKind.Delivered, TimeSpan.FromSeconds(1));
        services.GetRequiredService<AzureMonitorInstruments>().Count("logs", succeeded: true, TimeSpan.FromSeconds(1));
        services.GetRequiredService<PrometheusInstruments>().Count("main", succeeded: true, TimeSpan.FromSeconds(1), 100);
        services.GetRequiredService<PolicyInstruments>();
        var storage = new StorageTraffic(meters.Create(TelemetryName.Source));
        storage.Wrote(1);
        var pipeline = HttpPipelineBuilder.Build(new TableClientOptions());
        using var message = pipeline.CreateMessage();
        message.Request.Content = RequestContent.Create(new byte[10]);
        storage.OnSendingRequest(message);
    }

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var keys = _attributes.GetOrAdd(instrument.Name, _ => []);
        lock (keys) foreach (var tag in tags) keys.Add(tag.Key);
    }
}
