using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

public sealed class BudgetEvaluatorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_tick_reads_the_whole_window_and_a_day_for_the_rules()
    {
        var scene = new EvaluatorScene();
        var report = await scene.Start().RunAsync(scene.Policy, 0, Stop);

        Assert.Empty(report.Problems);
        Assert.Equal(0, report.Backfilling);
        foreach (var objective in scene.Policy.Objectives)
        {
            var ledger = scene.Store.LedgerOf(objective.Slo.Id);
            Assert.Equal(Minute.Containing(EvaluatorScene.Noon) - 1, ledger.Through);
            Assert.True(ledger.CoveredFrom <= ledger.Through - (2 * Minute.PerDay));
            AssertTrue(objective.Slo.Id, ledger);
            var snapshot = scene.Store.SnapshotOf(objective.Slo.Id);
            Assert.True(snapshot.IsHistoryComplete);
            Assert.NotEqual(SloState.Unknown, snapshot.State);
            Assert.DoesNotContain(snapshot.Rules, rule => rule.Alert.IsFrozen);
        }
    }

    [Fact]
    public async Task Ticks_that_are_missed_doubled_late_or_after_a_restart_end_in_the_same_ledger_and_snapshot()
    {
        var steady = new EvaluatorScene();
        var evaluator = steady.Start();
        for (var minute = 0; minute <= 400; minute++)
        {
            await evaluator.RunAsync(steady.Policy, 0, Stop);
            if (minute < 400) steady.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var ragged = new EvaluatorScene();
        evaluator = ragged.Start();
        var random = new Random(7);
        for (var minute = 0; minute < 400;)
        {
            await evaluator.RunAsync(ragged.Policy, 0, Stop);
            if (random.Next(3) == 0) await evaluator.RunAsync(ragged.Policy, 0, Stop);
            if (random.Next(5) == 0) evaluator = ragged.Start();
            var gap = Math.Min(400 - minute, random.Next(10) == 0 ? 90 : random.Next(1, 4));
            ragged.Time.Advance(TimeSpan.FromMinutes(gap));
            minute += gap;
        }

        await evaluator.RunAsync(ragged.Policy, 0, Stop);
        AssertSame(steady, ragged);
    }

    [Fact]
    public async Task After_days_without_a_tick_everything_is_caught_up_in_pieces()
    {
        var scene = new EvaluatorScene();
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        scene.Time.Advance(TimeSpan.FromDays(3));
        await scene.Start().RunAsync(scene.Policy, 0, Stop);

        foreach (var objective in scene.Policy.Objectives)
        {
            var ledger = scene.Store.LedgerOf(objective.Slo.Id);
            Assert.Equal(Minute.Containing(scene.Time.GetUtcNow()) - 1, ledger.Through);
            AssertTrue(objective.Slo.Id, ledger);
        }

        Assert.All(scene.Source.Reads, read => Assert.InRange(read.Range.Length, 1, 6 * Minute.PerHour));
    }

    [Fact]
    public async Task Two_evaluators_at_the_same_time_count_everything_once()
    {
        var scene = new EvaluatorScene(slos: 40);
        var (first, second) = (scene.Start(), scene.Start());
        for (var minute = 0; minute < 90; minute++)
        {
            await Task.WhenAll(
                Task.Run(() => first.RunAsync(scene.Policy, 0, Stop)),
                Task.Run(() => second.RunAsync(scene.Policy, 0, Stop)));
            scene.Time.Advance(TimeSpan.FromMinutes(minute % 3));
        }

        await first.RunAsync(scene.Policy, 0, Stop);
        foreach (var objective in scene.Policy.Objectives) AssertTrue(objective.Slo.Id, scene.Store.LedgerOf(objective.Slo.Id));
    }

    [Fact]
    public async Task A_crash_before_any_commit_loses_and_doubles_nothing()
    {
        var whole = new EvaluatorScene();
        await Ticks(whole, 3, whole.Start);

        for (var fatal = 1; ; fatal++)
        {
            var scene = new EvaluatorScene();
            var commits = 0;
            scene.Store.BeforeCommit = _ => ++commits == fatal ? throw new StorageException("killed") : Task.CompletedTask;
            try
            {
                await Ticks(scene, 3, scene.Start);
                Assert.True(fatal > 10, "the run has commits to die before");
                return;
            }
            catch (StorageException)
            {
                var died = scene.Time.GetUtcNow();
                await scene.Start().RunAsync(scene.Policy, 0, Stop);
                while (scene.Time.GetUtcNow() < EvaluatorScene.Noon.AddMinutes(2))
                {
                    scene.Time.Advance(TimeSpan.FromMinutes(1));
                    await scene.Start().RunAsync(scene.Policy, 0, Stop);
                }

                AssertSame(whole, scene);
            }
        }
    }

    [Fact]
    public async Task A_source_that_fails_for_one_SLO_leaves_the_others_alone_and_is_caught_up_later()
    {
        var scene = new EvaluatorScene();
        var evaluator = scene.Start();
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        var sick = scene.Policy.Objectives[1].Slo.Id;
        scene.Source.Failure = slo => slo == sick ? "prometheus http://localhost:9090: connection refused" : null;
        scene.Time.Advance(TimeSpan.FromMinutes(30));
        var report = await evaluator.RunAsync(scene.Policy, 0, Stop);

        Assert.Equal(["prometheus http://localhost:9090: connection refused (service-1/availability)"], report.Problems);
        Assert.Equal(Minute.Containing(EvaluatorScene.Noon) - 1, scene.Store.LedgerOf(sick).Through);
        Assert.Equal(Minute.Containing(EvaluatorScene.Noon) + 29, scene.Store.LedgerOf(scene.Policy.Objectives[0].Slo.Id).Through);

        scene.Source.Failure = _ => null;
        report = await evaluator.RunAsync(scene.Policy, 0, Stop);
        Assert.Empty(report.Problems);
        Assert.Equal(Minute.Containing(EvaluatorScene.Noon) + 29, scene.Store.LedgerOf(sick).Through);
        AssertTrue(sick, scene.Store.LedgerOf(sick));
    }

    [Fact]
    public async Task History_goes_on_where_the_time_of_a_tick_ended()
    {
        var scene = new EvaluatorScene(windowDays: 30) { Options = new() { BackfillSeconds = 0 } };
        var evaluator = scene.Start();
        var report = await evaluator.RunAsync(scene.Policy, 0, Stop);
        Assert.Equal(3, report.Backfilling);
        Assert.Equal(SloState.Unknown, scene.Store.SnapshotOf(scene.Policy.Objectives[0].Slo.Id).State);

        var patient = new EvaluatorScene(windowDays: 30);
        Assert.Equal(0, (await patient.Start().RunAsync(patient.Policy, 0, Stop)).Backfilling);
        var slo = patient.Policy.Objectives[0].Slo.Id;
        var ledger = patient.Store.LedgerOf(slo);
        AssertTrue(slo, ledger);
        Assert.Contains(patient.Source.Reads, read => read.Resolution == Resolution.Hour);
        var window = MinuteRange.Last(30 * Minute.PerDay, ledger.Through);
        Assert.Equal(SumOf(slo, new MinuteRange(window.Start.Hour, window.End)), ledger.Sum(window));
    }

    [Fact]
    public async Task History_is_read_step_by_step_each_for_all_SLOs_before_the_next_and_some_at_a_time()
    {
        var scene = new EvaluatorScene(slos: 5, windowDays: 2) { Options = new() { BackfillBatch = 2 } };
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        var steps = scene.Source.Reads.Where(read => read.Range.End <= Minute.Containing(EvaluatorScene.Noon) - 1 - Minute.PerHour).Select(read => read.Range).ToArray();
        Assert.True(steps.Distinct().Count() > 5);
        Assert.Equal(steps.OrderByDescending(range => range.End.Index), steps);
        Assert.All(steps.CountBy(range => range), step => Assert.Equal(3, step.Value));
        foreach (var objective in scene.Policy.Objectives) Assert.True(scene.Store.SnapshotOf(objective.Slo.Id).IsHistoryComplete);
    }

    [Fact]
    public async Task An_SLO_that_is_counted_in_another_way_begins_anew()
    {
        var scene = new EvaluatorScene(slos: 1);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        var slo = scene.Policy.Objectives[0].Slo.Id;
        scene.Time.Advance(TimeSpan.FromHours(5));
        var changed = EvaluatorScene.ObjectiveOf("service-0", slices: new SliceRule(5, 0.9m));
        scene.Policy = EvaluatorScene.PolicyOf([changed]);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);

        var ledger = scene.Store.LedgerOf(slo);
        AssertTrue(slo, ledger);
        Assert.True(scene.Store.SnapshotOf(slo).IsHistoryComplete);
        Assert.Equal(2 * Minute.PerDay / 5, scene.Store.SnapshotOf(slo).Budget.Total);
    }

    [Fact]
    public async Task A_ledger_that_has_lost_an_hour_heals_itself_and_says_so()
    {
        var scene = new EvaluatorScene(slos: 1);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        var slo = scene.Policy.Objectives[0].Slo.Id;
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        scene.Store.Lose(slo, (Minute.Containing(scene.Time.GetUtcNow()) - (2 * Minute.PerDay) - 1).Hour);
        var report = await scene.Start().RunAsync(scene.Policy, 0, Stop);

        Assert.Contains("begins after it", Assert.Single(report.Problems), StringComparison.Ordinal);
        AssertTrue(slo, scene.Store.LedgerOf(slo));
        Assert.True(scene.Store.SnapshotOf(slo).IsHistoryComplete);
    }

    [Fact]
    public async Task A_window_that_becomes_longer_than_counts_were_kept_keeps_those_that_are_there()
    {
        var scene = new EvaluatorScene(slos: 1);
        scene.Policy = scene.Policy with { RetentionDays = 5 };
        var slo = scene.Policy.Objectives[0].Slo.Id;
        var evaluator = scene.Start();
        for (var day = 0; day < 12; day++)
        {
            await evaluator.RunAsync(scene.Policy, 0, Stop);
            scene.Time.Advance(TimeSpan.FromDays(1));
        }

        // The source has forgotten what it was asked for before.
        var (kept, now) = (scene.Store.LedgerOf(slo), Minute.Containing(scene.Time.GetUtcNow()));
        scene.Source.Model = (_, minute) => minute < now - Minute.PerDay ? Bucket.Unknown : EvaluatorScene.CountsOf(slo, minute);
        scene.Policy = EvaluatorScene.PolicyOf([EvaluatorScene.ObjectiveOf("service-0", windowDays: 9)]);
        Assert.Contains("begins after it", Assert.Single((await scene.Start().RunAsync(scene.Policy, 0, Stop)).Problems), StringComparison.Ordinal);

        var (ledger, known) = (scene.Store.LedgerOf(slo), new MinuteRange((now - (6 * Minute.PerDay)).Day, kept.Through));
        Assert.Equal(kept.Sum(known), ledger.Sum(known));
        var snapshot = scene.Store.SnapshotOf(slo);
        Assert.True(snapshot.IsHistoryComplete);
        Assert.Equal(ledger.Sum(new MinuteRange(known.Start, ledger.Through)).Total, snapshot.Budget.Total);
        Assert.Empty((await scene.Start().RunAsync(scene.Policy, 0, Stop)).Problems);
    }

    [Fact]
    public async Task A_source_that_was_away_longer_than_counts_are_kept_beside_the_window_costs_no_counts()
    {
        var scene = new EvaluatorScene(slos: 1, windowDays: 6);
        scene.Policy = scene.Policy with { RetentionDays = 7 };
        var slo = scene.Policy.Objectives[0].Slo.Id;
        var evaluator = scene.Start();
        for (var day = 0; day < 12; day++)
        {
            scene.Source.Failure = _ => day is 9 or 10 ? "down" : null;

            // It holds enough to catch up, but not a whole window.
            var held = Minute.Containing(scene.Time.GetUtcNow()) - (4 * Minute.PerDay);
            scene.Source.Model = (id, minute) => day > 8 && minute < held ? Bucket.Unknown : EvaluatorScene.CountsOf(id, minute);
            await evaluator.RunAsync(scene.Policy, 0, Stop);
            if (day < 11) scene.Time.Advance(TimeSpan.FromDays(1));
        }

        var ledger = scene.Store.LedgerOf(slo);
        Assert.Equal(Minute.Containing(scene.Time.GetUtcNow()) - 1, ledger.Through);
        Assert.True(scene.Store.SnapshotOf(slo).IsHistoryComplete);
        var window = MinuteRange.Last(6 * Minute.PerDay, ledger.Through);
        Assert.Equal(SumOf(slo, window), ledger.Sum(window));
    }

    [Fact]
    public async Task Counts_are_kept_as_long_as_the_policy_says()
    {
        var scene = new EvaluatorScene(slos: 1);
        scene.Policy = scene.Policy with { RetentionDays = 5 };
        var slo = scene.Policy.Objectives[0].Slo.Id;
        var evaluator = scene.Start();
        for (var day = 0; day < 8; day++)
        {
            await evaluator.RunAsync(scene.Policy, 0, Stop);
            scene.Time.Advance(TimeSpan.FromDays(1));
        }

        await evaluator.RunAsync(scene.Policy, 0, Stop);
        var kept = await scene.Store.LoadHoursAsync(slo, MinuteRange.Last(20 * Minute.PerDay, Minute.Containing(scene.Time.GetUtcNow())), Stop);
        Assert.Equal((Minute.Containing(scene.Time.GetUtcNow()) - (5 * Minute.PerDay)).Day, kept[0].Start);
        Assert.True(scene.Store.SnapshotOf(slo).IsHistoryComplete);
    }

    [Fact]
    public async Task Shards_share_the_SLOs_without_overlap()
    {
        var scene = new EvaluatorScene(slos: 30);
        scene.Policy = scene.Policy with { Shards = 3 };
        var evaluated = 0;
        for (var shard = 0; shard < 3; shard++) evaluated += (await scene.Start().RunAsync(scene.Policy, shard, Stop)).Slos;

        Assert.Equal(30, evaluated);
        foreach (var objective in scene.Policy.Objectives) AssertTrue(objective.Slo.Id, scene.Store.LedgerOf(objective.Slo.Id));
    }

    [Fact]
    public async Task What_happened_reaches_the_queue_once_and_waits_while_the_queue_is_down()
    {
        var scene = new EvaluatorScene(slos: 1);
        var evaluator = scene.Start();
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        var outage = Minute.Containing(EvaluatorScene.Noon);
        scene.Source.Model = (slo, minute) => minute >= outage && minute < outage + 10 ? Bucket.Of(0, 100) : Bucket.Of(100, 100);
        scene.Queue.Failure = "the queue 'error-budget-notices' cannot be reached";
        for (var minute = 0; minute < 8; minute++) await Tick();
        Assert.Empty(scene.Queue.Sent);
        Assert.NotEmpty(scene.Store.OutboxOf(scene.Policy.Objectives[0].Slo.Id));
        Assert.Contains("notices wait in the outbox: the queue 'error-budget-notices' cannot be reached", (await Tick()).Problems);

        scene.Queue.Failure = null;
        evaluator = scene.Start();
        for (var minute = 0; minute < 300; minute++) await Tick();
        Assert.Empty(scene.Store.OutboxOf(scene.Policy.Objectives[0].Slo.Id));
        Assert.Equal(scene.Queue.Sent.Count, scene.Queue.Sent.Select(record => record.Id).Distinct().Count());
        var fast = scene.Queue.Sent.Where(record => record.Id.EndsWith($"service-0/availability/fast@{outage + 1}", StringComparison.Ordinal));
        Assert.Equal(["BurnStarted", "BurnResolved"], fast.Select(record => record.Id.Split('|')[0]));

        async Task<RunReport> Tick()
        {
            scene.Time.Advance(TimeSpan.FromMinutes(1));
            return await evaluator.RunAsync(scene.Policy, 0, Stop);
        }
    }

    [Fact]
    public async Task A_burn_that_ends_within_a_gap_is_resolved_all_the_same()
    {
        var scene = new EvaluatorScene(slos: 1);
        var outage = Minute.Containing(EvaluatorScene.Noon);
        scene.Source.Model = (_, minute) => minute >= outage && minute < outage + 10 ? Bucket.Of(0, 100) : Bucket.Of(100, 100);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        scene.Time.Advance(TimeSpan.FromMinutes(8));
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        Assert.Equal(AlertState.FastBurn, scene.Store.SnapshotOf(scene.Policy.Objectives[0].Slo.Id).AlertState);
        scene.Time.Advance(TimeSpan.FromHours(9));
        await scene.Start().RunAsync(scene.Policy, 0, Stop);

        Assert.Equal(
            [$"BurnStarted|service-0/availability/fast@{outage + 1}", $"BurnResolved|service-0/availability/fast@{outage + 1}"],
            scene.Queue.Sent.Select(record => record.Id).Where(id => id.Contains("/fast@", StringComparison.Ordinal)));
    }

    private static async Task Ticks(EvaluatorScene scene, int count, Func<ErrorBudget.Pipeline.Evaluate.BudgetEvaluator> start)
    {
        var evaluator = start();
        for (var tick = 0; tick < count; tick++)
        {
            if (tick > 0) scene.Time.Advance(TimeSpan.FromMinutes(1));
            await evaluator.RunAsync(scene.Policy, 0, Stop);
        }
    }

    /// <summary>Every hour and every open minute of a ledger holds what was really counted.</summary>
    private static void AssertTrue(SloId slo, Ledger ledger)
    {
        for (var hour = ledger.CoveredFrom; hour < ledger.Open.Start; hour += Minute.PerHour)
        {
            var range = new MinuteRange(hour, hour + Minute.PerHour);
            Assert.Equal(SumOf(slo, range), ledger.Sum(range) with { BadSlices = 0 });
        }

        for (var minute = ledger.Open.Start; minute < ledger.Through; minute += 1)
            Assert.Equal(EvaluatorScene.CountsOf(slo, minute), ledger.Open[minute - ledger.Open.Start]);
    }

    private static Tally SumOf(SloId slo, MinuteRange range)
    {
        var sum = Tally.Zero;
        for (var minute = range.Start; minute < range.End; minute += 1) sum = sum.Plus(EvaluatorScene.CountsOf(slo, minute));
        return sum;
    }

    private static void AssertSame(EvaluatorScene expected, EvaluatorScene actual)
    {
        foreach (var slo in expected.Policy.Objectives.Select(objective => objective.Slo.Id))
        {
            var (one, other) = (expected.Store.LedgerOf(slo), actual.Store.LedgerOf(slo));
            Assert.Equal(one.Through, other.Through);
            AssertTrue(slo, one);
            AssertTrue(slo, other);
            var (before, after) = (expected.Store.SnapshotOf(slo), actual.Store.SnapshotOf(slo));
            Assert.Equal(before.Budget, after.Budget);
            Assert.Equal(before.State, after.State);
            Assert.Equal(before.Rules.Select(rule => rule.Alert), after.Rules.Select(rule => rule.Alert));
            Assert.Equal(before.ExhaustedSince, after.ExhaustedSince);
            Assert.Equal(before.LastKnown, after.LastKnown);
        }
    }
}
