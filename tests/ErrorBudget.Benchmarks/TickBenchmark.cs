using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Benchmarks;

/// <summary>Evaluates a fleet minute by minute, on a clock that is set by hand, and prints what it costs.</summary>
internal sealed class TickBenchmark
{
    /// <summary>Fixed, so that every run seals and loads the same hours.</summary>
    private static readonly DateTimeOffset _firstTick = new(2026, 3, 2, 9, 20, 30, TimeSpan.Zero);

    private readonly Policy _policy;
    private readonly string _storage;
    private readonly Gauge _gauge;
    private readonly IMeterFactory _meters;
    private readonly MemoryNoticeQueue _queue = new();
    private readonly FakeTimeProvider _time = new(_firstTick);

    private TickBenchmark(Policy policy, string storage, Gauge gauge, IMeterFactory meters) =>
        (_policy, _storage, _gauge, _meters) = (policy, storage, gauge, meters);

    public static async Task RunAsync(BenchmarkOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        output.WriteLine(Machine.Describe());
        output.WriteLine(Machine.Load("start"));
        var first = Minute.Containing(_firstTick);
        var fleet = new Fleet(options.Slos, first - options.HistoryMinutes, first + options.TickMinutes + 1);
        await using var prometheus = await PrometheusServer.StartAsync(fleet.Write, cancellationToken: cancellationToken);
        await using var azurite = await AzuriteServer.StartAsync();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var traffic = new Traffic();
        var benchmark = new TickBenchmark(
            fleet.PolicyAt(prometheus.Address, options.WindowDays), azurite.ConnectionString, new Gauge(prometheus, azurite, traffic), services.GetRequiredService<IMeterFactory>());
        var report = await benchmark.MeasureAsync(options, cancellationToken);
        output.WriteLine(Machine.Load("end"));
        output.WriteLine();
        report.Print(output);
    }

    private async Task<TickReport> MeasureAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        using var instance = NewInstance();
        await instance.Store.CreateAsync(cancellationToken);

        // The clock stands still during a tick, so the first one goes on until all history is read.
        var first = await _gauge.OfAsync(() => instance.TickAsync(cancellationToken));
        await TicksAsync(BenchmarkOptions.WarmUpTicks, instance.TickAsync, cancellationToken);
        var warm = await TicksAsync(options.Ticks, instance.TickAsync, cancellationToken);
        var record = await StoredValues.MeanRecordAsync(_storage, cancellationToken);
        var cold = await TicksAsync(options.Ticks, ColdTickAsync, cancellationToken);
        return new TickReport(options, new Phase([first], options.Slos), new Phase(warm, options.Slos), new Phase(cold, options.Slos), record);
    }

    private async Task<IReadOnlyList<Usage>> TicksAsync(int count, Func<CancellationToken, Task> tick, CancellationToken cancellationToken)
    {
        var used = new List<Usage>(count);
        while (used.Count < count)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            used.Add(await _gauge.OfAsync(() => tick(cancellationToken)));
        }

        return used;
    }

    private async Task ColdTickAsync(CancellationToken cancellationToken)
    {
        using var instance = NewInstance();
        await instance.TickAsync(cancellationToken);
    }

    private Instance NewInstance() => new(_policy, _storage, _queue, _time, _meters);
}
