using System.Diagnostics;
using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Benchmarks;

/// <summary>Counts the calls of storage that ticks, gate requests and notices make, and prints what a month of them costs.</summary>
internal sealed class CostBenchmark : IDisposable
{
    private const int Samples = 20;

    /// <summary>Fixed, so that every run seals and loads the same hours.</summary>
    private static readonly DateTimeOffset _firstTick = new(2026, 3, 2, 9, 20, 30, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(_firstTick);
    private readonly StorageCalls _calls = new();
    private readonly Policy _policy;
    private readonly string _storage;
    private readonly Traffic _traffic;
    private readonly Instance _instance;

    private CostBenchmark(Policy policy, string storage, Traffic traffic, IMeterFactory meters)
    {
        (_policy, _storage, _traffic) = (policy, storage, traffic);
        _instance = new Instance(policy, storage, new MemoryNoticeQueue(), _time, meters);
    }

    public static async Task RunAsync(CostOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var prices = PriceList.Read(options.Prices);
        var measured = new List<CostMeasures>();
        foreach (var slos in options.Slos) measured.AddRange(await MeasureAsync(slos, options, cancellationToken));
        new CostReport(prices, measured).Print(output);
    }

    public void Dispose()
    {
        _instance.Dispose();
        _calls.Dispose();
    }

    private static async Task<IReadOnlyList<CostMeasures>> MeasureAsync(int slos, CostOptions options, CancellationToken cancellationToken)
    {
        var first = Minute.Containing(_firstTick);
        var fleet = new Fleet(slos, first - CostOptions.HistoryMinutes, first + options.TickMinutes + 1);
        await using var prometheus = await PrometheusServer.StartAsync(fleet.Write, cancellationToken: cancellationToken);
        await using var azurite = await AzuriteServer.StartAsync();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var traffic = new Traffic();
        using var benchmark = new CostBenchmark(fleet.PolicyAt(prometheus.Address, windowDays: 30), azurite.ConnectionString, traffic, services.GetRequiredService<IMeterFactory>());
        return await benchmark.MeasureAsync(options.Ticks, cancellationToken);
    }

    private async Task<IReadOnlyList<CostMeasures>> MeasureAsync(int ticks, CancellationToken cancellationToken)
    {
        await _instance.Store.CreateAsync(cancellationToken);
        await _instance.TickAsync(cancellationToken);
        var day = await SloDayAsync(cancellationToken);
        var ask = await AskAsync(cancellationToken);
        var notice = await NoticeAsync(cancellationToken);
        var measured = new List<CostMeasures>();
        foreach (var interval in CostOptions.Intervals)
        {
            await TicksAsync(CostOptions.WarmUpTicks, interval, cancellationToken);
            var (bytes, clock) = (_traffic["errorbudget.storage.bytes_written"], Stopwatch.StartNew());
            var tick = await CountAsync(ticks, () => TicksAsync(ticks, interval, cancellationToken));
            measured.Add(new CostMeasures(
                _policy.Objectives.Length, interval, tick, clock.Elapsed.TotalSeconds / ticks, (double)(_traffic["errorbudget.storage.bytes_written"] - bytes) / ticks, day, ask, notice));
        }

        return measured;
    }

    private async Task TicksAsync(int count, int interval, CancellationToken cancellationToken)
    {
        for (var tick = 0; tick < count; tick++)
        {
            _time.Advance(TimeSpan.FromMinutes(interval));
            await _instance.TickAsync(cancellationToken);
        }
    }

    /// <summary>The mean calls of each of some repetitions.</summary>
    private async Task<IReadOnlyDictionary<string, double>> CountAsync(int repetitions, Func<Task> work)
    {
        var before = _calls.Counts;
        await work();
        return _calls.Counts.ToDictionary(kind => kind.Key, kind => (double)(kind.Value - before.GetValueOrDefault(kind.Key)) / repetitions, StringComparer.Ordinal);
    }

    /// <summary>Every request by a gate that remembers nothing, one after the other: no row is written together with another one's.</summary>
    private Task<IReadOnlyDictionary<string, double>> AskAsync(CancellationToken cancellationToken) => CountAsync(Samples, async () =>
    {
        using var audit = new AuditWriter(_instance.Store.Audit, _time, NullLogger<AuditWriter>.Instance);
        await audit.StartAsync(cancellationToken);
        for (var sample = 0; sample < Samples; sample++)
        {
            var gate = new ReleaseGate(new SnapshotReader(_instance.Store, _time), new SignOffReader(_instance.Store.SignOffs, _time), audit, _time);
            var request = new GateRequest(Fleet.NameOf(sample), null, ChangeKind.Standard);
            var answer = await gate.ConsiderAsync(_policy, request, cancellationToken) ?? throw new InvalidOperationException($"The gate does not know {request.Service}.");
            await audit.RecordAndWaitAsync(AuditEntry.Of(answer, request), cancellationToken);
        }

        await audit.StopAsync(cancellationToken);
    });

    /// <summary>From the outbox to the queue, from there to one place that takes it at once.</summary>
    private async Task<IReadOnlyDictionary<string, double>> NoticeAsync(CancellationToken cancellationToken)
    {
        var queue = new StorageQueue(new QueueServiceClient(_storage), StorageQueue.Notices);
        var runner = new ErrandRunner(new Taken(), _instance.Store.Deliveries, queue, new DispatchLimits(), _time, NullLogger<ErrandRunner>.Instance);
        var dispatcher = new Dispatcher(runner, queue, NullLogger<Dispatcher>.Instance);
        await TellAsync(0);
        return await CountAsync(Samples, async () =>
        {
            for (var sample = 1; sample <= Samples; sample++) await TellAsync(sample);
        });

        async Task TellAsync(int number)
        {
            var happened = new BudgetEvent(FormattableString.Invariant($"cost-{number}"), BudgetEventKind.BurnStarted, _time.GetUtcNow(), "cost") { Service = Fleet.NameOf(0), Slo = "availability" };
            var record = new OutboxRecord(happened.Id, Minute.Containing(happened.At), new DispatchMessage(happened, "slack:#cost").ToJson());
            var slot = new Slot(0);

            // The event's row is written together with the record that caused it: that transaction is the tick's.
            await _instance.Store.LoadOutboxAsync(slot, 100, cancellationToken);
            await queue.SendAsync(record, cancellationToken);
            await _instance.Store.RemoveFromOutboxAsync(slot, [record], cancellationToken);
            foreach (var message in await queue.TakeAsync(1, TimeSpan.FromSeconds(30), cancellationToken))
            {
                await dispatcher.RunAsync(DispatchMessage.Parse(message.Text!), _policy, cancellationToken);
                await message.DeleteAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// A day's row of one SLO, by the table service's formula for the size of an entity: 4 bytes, its keys and names in UTF-16, 8 for each property, the
    /// values. Taken from an hour that had traffic in every minute.
    /// </summary>
    private async Task<double> SloDayAsync(CancellationToken cancellationToken)
    {
        const int hoursOfDay = 24;
        var hour = FormattableString.Invariant($"H{_firstTick.Hour - 2:00}");
        var (bytes, rows) = (0.0, 0);
        await foreach (var row in new TableClient(_storage, new TableStoreOptions().TableName).QueryAsync<TableEntity>(
            FormattableString.Invariant($"RowKey ge 'd|{_firstTick:yyyyMMdd}' and RowKey lt 'd|{_firstTick.AddDays(1):yyyyMMdd}'"), cancellationToken: cancellationToken))
        {
            if (row.GetBinary(hour) is not { } value) continue;
            bytes += 4 + (2 * (row.PartitionKey.Length + row.RowKey.Length)) + (hoursOfDay * (8 + (2 * hour.Length) + 4 + value.Length));
            rows++;
        }

        return rows > 0 ? bytes / rows : throw new InvalidOperationException($"No SLO has sealed hour {hour}.");
    }

    private sealed class Taken : IConsequence
    {
        public Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken) => Task.FromResult(Receipt.Delivered("taken"));
    }
}
