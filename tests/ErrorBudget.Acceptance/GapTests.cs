using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>A clock of our own, everything else real: what an hour without a tick leaves behind.</summary>
public sealed class GapTests(World world) : IClassFixture<World>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stopped_for_an_hour_and_started_again_it_ends_as_one_that_never_stopped()
    {
        var steady = await RunAsync("Steady", gapMinutes: 0);
        var stopped = await RunAsync("Stopped", gapMinutes: 60);

        Assert.Equal(CounterHistory.Services.Count, steady.Count);
        foreach (var (one, other) in steady.Zip(stopped))
        {
            Assert.Equal(one.Hours, other.Hours);
            Assert.Equal(one.Snapshot.Budget, other.Snapshot.Budget);
            Assert.Equal(one.Snapshot.Rules.Select(rule => rule.Alert), other.Snapshot.Rules.Select(rule => rule.Alert));
            Assert.Equal(one.Snapshot.LastKnown, other.Snapshot.LastKnown);
        }
    }

    /// <summary>Ticks every minute for two hours, but for a gap in the middle, after which the process is a new one.</summary>
    private async Task<List<(Snapshot Snapshot, List<Bucket> Hours)>> RunAsync(string table, int gapMinutes)
    {
        var policy = PolicyReader.Read([new PolicyFile("policy.yaml", World.Policy)], name => name == "PROMETHEUS_URL" ? world.Prometheus.Address.ToString() : null).Policy!;
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var store = TableStore.Connect(
            StorageConnection.Read(name => name == "AzureWebJobsStorage" ? world.Azurite.ConnectionString : null, _ => throw new NotSupportedException()),
            new TableStoreOptions { TableName = table },
            meters.Create("ErrorBudget"));
        await store.CreateAsync(Stop);

        var time = new FakeTimeProvider((world.History.Counted.End - 150).Start);
        using var source = new PrometheusSources(policy.Prometheus, null, TimeProvider.System, new PrometheusInstruments(meters), NullLoggerFactory.Instance);
        var evaluator = Start();
        for (var minute = 0; minute < 120; minute++)
        {
            if (gapMinutes > 0 && minute == 30)
            {
                evaluator.Dispose();
                evaluator = Start();
                time.Advance(TimeSpan.FromMinutes(gapMinutes));
                minute += gapMinutes;
            }

            Assert.Empty((await evaluator.RunAsync(policy, 0, Stop)).Problems);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        evaluator.Dispose();
        var results = new List<(Snapshot, List<Bucket>)>();
        foreach (var objective in policy.Objectives)
        {
            var record = (await store.FindAsync(objective.Slo.Id, Stop))!;
            var hours = await store.LoadHoursAsync(objective.Slo.Id, new MinuteRange(record.Ledger.CoveredFrom, record.Ledger.Open.Start), Stop);
            results.Add((record.Snapshot, [.. hours.SelectMany(hour => hour.Buckets), .. record.Ledger.Open.Buckets]));
        }

        return results;

        BudgetEvaluator Start() => new(store, source, new MemoryNoticeQueue(), new AdjustmentReader(new MemoryAdjustments()), time, NullLogger<BudgetEvaluator>.Instance, new EvaluationOptions());
    }
}
