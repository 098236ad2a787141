using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>A source whose newest minutes are provisional: they are read again until they have settled.</summary>
public sealed class ResettleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(15, 1)]
    [InlineData(15, 7)]
    [InlineData(15, 200)]
    [InlineData(11, 3)]
    [InlineData(180, 5)]
    public async Task Events_that_arrive_for_ten_minutes_end_in_exact_counts_in_open_and_in_sealed_hours(int resettleMinutes, int minutesBetweenTicks)
    {
        var scene = Scene(resettleMinutes);
        await RunAsync(scene, scene.Start(), 400 / minutesBetweenTicks, minutesBetweenTicks);

        // Nothing happens any more, and what did happen has arrived.
        var end = Minute.Containing(scene.Time.GetUtcNow());
        scene.Source.Model = (slo, minute) => minute < end ? EvaluatorScene.CountsOf(slo, minute) : Bucket.Of(0, 0);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        foreach (var slo in scene.Policy.Objectives.Select(objective => objective.Slo.Id))
        {
            var ledger = scene.Store.LedgerOf(slo);
            Assert.True(ledger.Through >= end);
            Assert.Equal(Truth(slo, new MinuteRange(ledger.CoveredFrom, end)), ledger.Sum(new MinuteRange(ledger.CoveredFrom, end)));
            Assert.Equal(ledger.Sum(new MinuteRange(ledger.Through - (2 * Minute.PerDay), ledger.Through)).Total, scene.Store.SnapshotOf(slo).Budget.Total);
        }
    }

    [Fact]
    public async Task All_SLOs_are_read_again_by_one_reading_a_tick()
    {
        var scene = Scene(15);
        var evaluator = scene.Start();
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        scene.Source.Reads.Clear();
        await RunAsync(scene, evaluator, 90);
        Assert.Equal(90, scene.Source.Reads.Count);
        Assert.All(scene.Source.Reads, read => Assert.Equal((16, Resolution.Minute, 3), (read.Range.Length, read.Resolution, read.Slos)));
    }

    [Fact]
    public async Task A_source_that_settles_at_once_is_asked_for_every_minute_once()
    {
        var scene = new EvaluatorScene();
        var evaluator = scene.Start();
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        scene.Source.Reads.Clear();
        await RunAsync(scene, evaluator, 90);
        Assert.Equal(Enumerable.Repeat(1, 90), scene.Source.Reads.Select(read => read.Range.Length));
        Assert.Equal(90, scene.Source.Reads.Select(read => read.Range.Start).Distinct().Count());
    }

    [Fact]
    public async Task Minutes_that_were_provisional_before_the_source_failed_are_read_again_when_it_is_back()
    {
        var scene = Scene(15);
        var evaluator = scene.Start();
        await RunAsync(scene, evaluator, 30);
        scene.Source.Failure = _ => "the source is down";
        await RunAsync(scene, evaluator, 120);
        scene.Source.Failure = _ => null;
        await RunAsync(scene, evaluator, 20);

        var slo = scene.Policy.Objectives[0].Slo.Id;
        var ledger = scene.Store.LedgerOf(slo);
        var settled = new MinuteRange(ledger.CoveredFrom, ledger.Through - 15);
        Assert.Equal(Truth(slo, settled), ledger.Sum(settled));
    }

    [Fact]
    public async Task Late_errors_fire_the_alert_when_they_are_there_and_never_in_the_past()
    {
        var scene = Scene(15);
        var evaluator = scene.Start();
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        var now = Minute.Containing(scene.Time.GetUtcNow());

        // The errors of five minutes are seen eight minutes after they began.
        scene.Source.Model = (_, minute) =>
            minute >= now && minute < now + 5 && Minute.Containing(scene.Time.GetUtcNow()) >= now + 8 ? Bucket.Of(0, 200) : Bucket.Of(100, 100);
        await RunAsync(scene, evaluator, 7);
        Assert.DoesNotContain(Fast(), alert => alert.IsActive);
        await RunAsync(scene, evaluator, 3);
        Assert.All(Fast(), alert => Assert.True(alert.IsActive && alert.Since >= now + 5));
        Assert.All(scene.Policy.Objectives, objective => Assert.Equal(
            1000, scene.Store.LedgerOf(objective.Slo.Id).Sum(new MinuteRange(now, now + 5)).Bad));

        IEnumerable<Alert> Fast() => scene.Policy.Objectives.Select(objective => scene.Store.SnapshotOf(objective.Slo.Id).Rules[0].Alert);
    }

    [Fact]
    public async Task Events_that_are_always_some_minutes_late_are_no_missing_data()
    {
        var scene = Scene(15);
        scene.Source.Model = (_, minute) => minute >= Minute.Containing(scene.Time.GetUtcNow()) - 4 ? Bucket.Unknown : Bucket.Of(100, 100);
        await RunAsync(scene, scene.Start(), 60);
        Assert.All(scene.Policy.Objectives, objective =>
        {
            Assert.Equal(SloState.Met, scene.Store.SnapshotOf(objective.Slo.Id).State);
            Assert.Empty(scene.Store.OutboxOf(objective.Slo.Id));
        });
        Assert.Empty(scene.Queue.Sent);
    }

    [Fact]
    public async Task Events_that_are_so_late_that_the_SLO_stays_unknown_are_told_as_missing_once()
    {
        var scene = Scene(15);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        scene.Source.Model = (_, minute) => minute >= Minute.Containing(scene.Time.GetUtcNow()) - 9 ? Bucket.Unknown : Bucket.Of(100, 100);
        await RunAsync(scene, scene.Start(), 60);
        foreach (var objective in scene.Policy.Objectives)
            Assert.Single(scene.Queue.Sent, record => record.Id.Contains($"{objective.Slo.Id}/data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_is_slow_or_fails_does_not_keep_what_another_one_counted_from_being_committed()
    {
        var scene = new EvaluatorScene();
        scene.Policy = scene.Policy with
        {
            Objectives = [.. scene.Policy.Objectives.Select((objective, number) => number == 0 ? objective with { Sli = objective.Sli with { Source = "slow" } } : objective)],
        };
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new HeldSource(scene.Source, hangs.Task);
        var evaluator = new Pipeline.Evaluate.BudgetEvaluator(
            scene.Store,
            new RoutedSliSource([new SliRoute(sli => sli.Source == "slow", slow), new SliRoute(_ => true, scene.Source)]),
            scene.Queue, new Pipeline.Adjustments.AdjustmentReader(scene.Adjustments), scene.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Pipeline.Evaluate.BudgetEvaluator>.Instance, scene.Options);
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Store.BeforeCommit = _ =>
        {
            committed.TrySetResult();
            return Task.CompletedTask;
        };

        var run = evaluator.RunAsync(scene.Policy, 0, Stop);
        await committed.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.False(run.IsCompleted);
        hangs.SetResult();
        Assert.Equal(3, (await run).Slos);

        scene.Time.Advance(TimeSpan.FromMinutes(1));
        slow.Failure = "the slow one is down";
        var report = await evaluator.RunAsync(scene.Policy, 0, Stop);
        Assert.Equal(["the slow one is down (service-0/availability)"], report.Problems);
        Assert.Equal(
            [-1, 0, 0],
            scene.Policy.Objectives.Select(objective => scene.Store.LedgerOf(objective.Slo.Id).Through - (Minute.Containing(scene.Time.GetUtcNow()) - (objective.Sli.Source == "slow" ? 0 : 1))));
    }

    /// <summary>A source that answers when it is let, or not at all.</summary>
    private sealed class HeldSource(ISliSource source, Task until) : ISliSource
    {
        public string? Failure { get; set; }

        public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
        {
            await until.WaitAsync(cancellationToken);
            return Failure is { } reason ? SliReading.Failed(objectives, reason) : await source.ReadAsync(objectives, range, resolution, cancellationToken);
        }
    }

    /// <summary>A tenth of a minute's events is there after a minute, all of them after ten.</summary>
    private static EvaluatorScene Scene(int resettleMinutes)
    {
        var scene = new EvaluatorScene();
        scene.Policy = scene.Policy with
        {
            Prometheus = scene.Policy.Prometheus.SetItem(
                PrometheusSettings.DefaultName, scene.Policy.Prometheus[PrometheusSettings.DefaultName] with { ResettleMinutes = resettleMinutes }),
        };
        scene.Source.Model = (slo, minute) =>
        {
            var truth = EvaluatorScene.CountsOf(slo, minute);
            var tenths = Math.Min(10, Minute.Containing(scene.Time.GetUtcNow()) - minute);
            return !truth.IsKnown || tenths == 1 ? Bucket.Unknown : Bucket.Of(truth.Good * tenths / 10, truth.Total * tenths / 10);
        };
        return scene;
    }

    private static async Task RunAsync(EvaluatorScene scene, Pipeline.Evaluate.BudgetEvaluator evaluator, int ticks, int minutesBetween = 1)
    {
        for (var tick = 0; tick < ticks; tick++)
        {
            scene.Time.Advance(TimeSpan.FromMinutes(minutesBetween));
            await evaluator.RunAsync(scene.Policy, 0, Stop);
        }
    }

    private static Tally Truth(SloId slo, MinuteRange range)
    {
        var sum = Tally.Zero;
        for (var minute = range.Start; minute < range.End; minute += 1) sum = sum.Plus(EvaluatorScene.CountsOf(slo, minute));
        return sum;
    }
}
