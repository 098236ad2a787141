using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Backup;

/// <summary>An app goes on from a backup as if nothing had been lost, as long as its sources still have what was counted since.</summary>
public sealed class RestoredAppTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly Minute Outage = Minute.Containing(EvaluatorScene.Noon) + 120;

    private readonly BackupScene _scene = new(azurite);
    private readonly FakeTimeProvider _time = new(EvaluatorScene.Noon);
    private readonly ModelSource _source = new((slo, minute) => minute >= Outage ? Bucket.Of(50, 100) : EvaluatorScene.CountsOf(slo, minute));
    private readonly Policy _policy = EvaluatorScene.PolicyOf([.. Enumerable.Range(0, 3).Select(number => EvaluatorScene.ObjectiveOf(FormattableString.Invariant($"service-{number}")))]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_backup_of_a_while_ago_ends_in_the_same_counts_as_if_nothing_had_been_lost()
    {
        using var steady = await azurite.NewStoreAsync();
        var told = new MemoryNoticeQueue();
        await TickAsync(steady, told, minutes: 3);
        var folder = await _scene.BackUpAsync(steady);
        await TickAsync(steady, told, minutes: 150);

        using var restored = await azurite.NewStoreAsync();
        await BackupScene.RestoreAsync(folder, restored);
        var again = new MemoryNoticeQueue();
        await RunAsync(restored, again);

        await AssertSameAsync(steady, restored);

        // The burns that go on are told again under the same ids, by which receivers know them.
        Assert.NotEmpty(Burns(told));
        Assert.Equal(Burns(told), Burns(again));
    }

    [Fact]
    public async Task A_backup_taken_while_the_app_evaluates_is_good()
    {
        using var steady = await azurite.NewStoreAsync();
        var queue = new MemoryNoticeQueue();
        await TickAsync(steady, queue, minutes: 1);

        // The records have been read; before the sealed hours are, two hours pass and some are sealed.
        var passed = false;
        using var view = await _scene.SecondViewAsync(steady, async request =>
        {
            if (passed || request.Method != HttpMethod.Get || request.RequestUri!.Query.Contains("filter", StringComparison.Ordinal)) return;
            passed = true;
            await TickAsync(steady, queue, minutes: 130);
        });
        var folder = await _scene.BackUpAsync(view);
        Assert.True(passed);
        await TickAsync(steady, queue, minutes: 100);

        using var restored = await azurite.NewStoreAsync();
        await BackupScene.RestoreAsync(folder, restored);
        await RunAsync(restored, new MemoryNoticeQueue());
        await AssertSameAsync(steady, restored);

        // The far edges of the windows move over the hours that were sealed meanwhile.
        _time.Advance(TimeSpan.FromDays(2));
        await RunAsync(steady, queue);
        await RunAsync(restored, new MemoryNoticeQueue());
        await AssertSameAsync(steady, restored);
    }

    private static IEnumerable<string> Burns(MemoryNoticeQueue queue) =>
        queue.Sent.Select(sent => sent.Id).Where(id => id.StartsWith(nameof(BudgetEventKind.BurnStarted), StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private async Task TickAsync(TestStore store, MemoryNoticeQueue queue, int minutes)
    {
        using var evaluator = NewEvaluator(store, queue);
        for (var minute = 0; minute < minutes; minute++)
        {
            Assert.Empty((await evaluator.RunAsync(_policy, 0, Stop)).Problems);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty((await evaluator.RunAsync(_policy, 0, Stop)).Problems);
    }

    private async Task RunAsync(TestStore store, MemoryNoticeQueue queue)
    {
        using var evaluator = NewEvaluator(store, queue);
        Assert.Empty((await evaluator.RunAsync(_policy, 0, Stop)).Problems);
    }

    private BudgetEvaluator NewEvaluator(TestStore store, MemoryNoticeQueue queue) =>
        new(store.Store, _source, queue, new AdjustmentReader(store.Store.Adjustments), _time, NullLogger<BudgetEvaluator>.Instance, new EvaluationOptions());

    private async Task AssertSameAsync(TestStore expected, TestStore actual)
    {
        foreach (var objective in _policy.Objectives)
        {
            var (first, second) = (await expected.Store.FindAsync(objective.Slo.Id, Stop), await actual.Store.FindAsync(objective.Slo.Id, Stop));
            Assert.Equal(first!.Ledger.Through, second!.Ledger.Through);
            Assert.Equal(first.Ledger.Open.Marks.AsEnumerable(), second.Ledger.Open.Marks);

            // When somebody first saw that a sprint or a rollback is due is the tick's time, and not the ledger's.
            Assert.Equal(
                first.Snapshot with { Rules = [], EvaluatedAt = default, SprintSince = null, RollbackSince = null },
                second.Snapshot with { Rules = [], EvaluatedAt = default, SprintSince = null, RollbackSince = null });
            Assert.Equal(first.Snapshot.Rules.AsEnumerable(), second.Snapshot.Rules);
            var hours = new MinuteRange(first.Ledger.CoveredFrom.Hour, first.Ledger.Open.Start);
            var (sealedHours, restored) = (await expected.Store.LoadHoursAsync(objective.Slo.Id, hours, Stop), await actual.Store.LoadHoursAsync(objective.Slo.Id, hours, Stop));
            Assert.Equal(sealedHours.Count, restored.Count);
            foreach (var (one, other) in sealedHours.Zip(restored)) Samples.AssertSame(one, other);
        }
    }
}
