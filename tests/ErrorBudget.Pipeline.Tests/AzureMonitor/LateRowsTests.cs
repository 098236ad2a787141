using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.AzureMonitor;

/// <summary>The whole way from rows that arrive late to the ledger.</summary>
public sealed class LateRowsTests
{
    [Fact]
    public async Task Rows_that_arrive_for_ten_minutes_end_in_exact_counts()
    {
        await using var scene = await MonitorScene.StartAsync();
        var (good, total) = (0L, 0L);
        var random = new Random(5);
        for (var minute = 180; minute < 240; minute++)
        {
            for (var row = 0; row < 12; row++)
            {
                var (success, items) = (random.Next(10) > 0, random.Next(1, 6));
                scene.Add(minute, "shop", success, itemCount: items, lateMinutes: row == 0 ? 0 : random.Next(0, 11));
                total += items;
                good += success ? items : 0;
            }
        }

        var objective = MonitorScene.Objective("shop", MonitorScene.Requests("shop"));
        var store = new MemoryLedgerStore();
        using var evaluator = new BudgetEvaluator(
            store, scene.Source, new MemoryNoticeQueue(), new AdjustmentReader(new MemoryAdjustments()), scene.Time, NullLogger<BudgetEvaluator>.Instance, new EvaluationOptions { BackfillSeconds = 0 });
        var incomplete = 0;
        for (var tick = 0; tick < 80; tick++)
        {
            var report = await evaluator.RunAsync(scene.PolicyOf([objective]), 0, TestContext.Current.CancellationToken);
            Assert.Empty(report.Problems);
            if (tick is > 5 and < 60 && Sum(180, tick + 178).Total < scene.Server.Requests.Where(row => row.TimeGenerated < (MonitorScene.Noon + 178 + tick).Start).Sum(row => row.ItemCount)) incomplete++;
            scene.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.True(incomplete > 40, "the rows were to arrive late");
        Assert.Equal((good, total), (Sum(180, 240).Good, Sum(180, 240).Total));
        Assert.Equal(60, Sum(180, 240).KnownMinutes);

        Tally Sum(int from, int to) => store.LedgerOf(objective.Slo.Id).Sum(new MinuteRange(MonitorScene.Noon + from, MonitorScene.Noon + to));
    }
}
