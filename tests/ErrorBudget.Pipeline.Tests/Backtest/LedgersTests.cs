using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Backtest;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Adjustments;
using ErrorBudget.Pipeline.Tests.Evaluate;

namespace ErrorBudget.Pipeline.Tests.Backtest;

public sealed class LedgersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dry_run_comes_to_the_budgets_that_an_evaluation_stores_and_stores_nothing()
    {
        var scene = new EvaluatorScene(windowDays: 14);
        var report = await new DryRun(FromSource(scene), scene.Time).RunAsync(scene.Policy, scene.Policy.Objectives, Stop);

        Assert.Equal(0, scene.Store.Accepted);
        Assert.Empty(report.Problems);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        foreach (var (objective, _, snapshot) in report.Slos)
        {
            var stored = scene.Store.SnapshotOf(objective.Slo.Id);
            Assert.Equal((stored.Budget, stored.State, stored.Zone, stored.Coverage), (snapshot.Budget, snapshot.State, snapshot.Zone, snapshot.Coverage));
            Assert.Equal(stored.Rules.Select(rule => (rule.Window, rule.Confirm)), snapshot.Rules.Select(rule => (rule.Window, rule.Confirm)));
            Assert.Equal(stored.TimeToExhaustion, snapshot.TimeToExhaustion);
        }
    }

    [Fact]
    public async Task With_adjustments_a_dry_run_a_backtest_and_the_app_come_to_the_same()
    {
        var scene = new EvaluatorScene(slos: 1, windowDays: 2);
        using var evaluator = scene.Start();
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        var slo = scene.Policy.Objectives[0].Slo.Id;
        var through = scene.Store.SnapshotOf(slo).DataThrough;
        foreach (var adjustment in (Adjustment[])
        [
            SomeAdjustments.Of(slo, AdjustmentKind.Maintenance, new MinuteRange(through - 700, through - 630)),
            SomeAdjustments.Of(slo, AdjustmentKind.ExcludedIncident, new MinuteRange(through - 1600, through - 1500)),

            // It begins before the window and is shared out from there.
            SomeAdjustments.Of(slo, AdjustmentKind.Correction, new MinuteRange(through - 2900, through - 2700), bad: 5_000, total: 6_000),
            SomeAdjustments.Of(slo, AdjustmentKind.BudgetReset, new MinuteRange(through - 900, through - 900)),
        ]) await scene.Adjustments.AddAsync(adjustment, Stop);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        var shown = scene.Store.SnapshotOf(slo);
        var made = await new AdjustmentReader(scene.Adjustments).CurrentAsync(Stop);
        Objective[] adjusted = [.. scene.Policy.Objectives.Select(made.LaidOver)];

        var dry = (await new DryRun(FromSource(scene), scene.Time).RunAsync(scene.Policy, adjusted, Stop)).Slos[0].Snapshot;
        var options = new BacktestOptions { Days = 1 };
        var stored = (await new PolicyBacktest(new StoredLedgers(scene.Store)).RunAsync(scene.Policy, adjusted, options, null, Stop)).Slos[0];
        var plain = (await new PolicyBacktest(new StoredLedgers(scene.Store)).RunAsync(scene.Policy, scene.Policy.Objectives, options, null, Stop)).Slos[0];

        Assert.Equal((shown.Budget, shown.Coverage, shown.Adjusted, shown.TimeToExhaustion), (dry.Budget, dry.Coverage, dry.Adjusted, dry.TimeToExhaustion));
        Assert.Equal(shown.Budget, stored.Budget);
        Assert.Equal([AdjustmentKind.Correction, AdjustmentKind.ExcludedIncident, AdjustmentKind.BudgetReset, AdjustmentKind.Maintenance], stored.Adjusted.Select(applied => applied.Kind));
        Assert.Equal(plain.Counted, stored.Counted);
        Assert.Equal((plain.Counted, 0), (plain.Charged, plain.Adjusted.Length));
        Assert.NotEqual(plain.Budget, stored.Budget);
    }

    [Fact]
    public async Task Nothing_would_have_fired_because_of_announced_work_nor_been_held_back_for_an_excluded_incident()
    {
        var scene = new EvaluatorScene(slos: 1, windowDays: 1);
        var slo = scene.Policy.Objectives[0].Slo.Id;
        var outage = new MinuteRange(Minute.Containing(EvaluatorScene.Noon) - 300, Minute.Containing(EvaluatorScene.Noon) - 240);
        scene.Source.Model = (_, minute) => outage.Contains(minute) ? Bucket.Of(0, 100) : Bucket.Of(100, 100);

        async Task<SloBacktest> ReplayAsync(params Adjustment[] adjustments) =>
            (await new PolicyBacktest(FromSource(scene)).RunAsync(scene.Policy, [new MadeAdjustments(adjustments).LaidOver(scene.Policy.Objectives[0])], new BacktestOptions { Days = 1 }, null, Stop)).Slos[0];

        var (plain, maintenance, incident) = (await ReplayAsync(), await ReplayAsync(SomeAdjustments.Of(slo, AdjustmentKind.Maintenance, outage)), await ReplayAsync(SomeAdjustments.Of(slo, AdjustmentKind.ExcludedIncident, outage)));
        Assert.Equal((6_000, 6_000, 6_000), (plain.Counted.Bad, maintenance.Counted.Bad, incident.Counted.Bad));
        Assert.Equal((6_000, 0, 0), (plain.Charged.Bad, maintenance.Charged.Bad, incident.Charged.Bad));
        Assert.Equal((true, false, true), (HasFired(plain), HasFired(maintenance), HasFired(incident)));
        Assert.Equal((true, 1m, 1m), (plain.Budget.IsExhausted, maintenance.Budget.Remaining, incident.Budget.Remaining));
        Assert.True(plain.Gate.Sum(stretch => stretch.Minutes) > incident.Gate.Sum(stretch => stretch.Minutes));
        Assert.Empty(maintenance.Gate);

        static bool HasFired(SloBacktest slo) => slo.Rules.Any(rule => !rule.Firings.IsEmpty);
    }

    [Fact]
    public async Task Replaying_what_is_stored_ends_where_ticking_every_minute_ended()
    {
        var scene = new EvaluatorScene(windowDays: 7);
        var evaluator = scene.Start();
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        var first = scene.Policy.Objectives.ToDictionary(objective => objective.Slo.Id, objective => scene.Store.SnapshotOf(objective.Slo.Id).DataThrough);
        for (var minute = 0; minute < 200; minute++)
        {
            scene.Time.Advance(TimeSpan.FromMinutes(1));
            await evaluator.RunAsync(scene.Policy, 0, Stop);
        }

        foreach (var slo in scene.Policy.Objectives.Select(objective => objective.Slo))
        {
            var (ledger, stored) = (scene.Store.LedgerOf(slo.Id), scene.Store.SnapshotOf(slo.Id));
            var replay = new Replay(slo, ledger, first[slo.Id] - 1);
            while (replay.Now < ledger.Through) replay.MoveOn();

            // The first tick judged what was known before its history was; since then both saw the same.
            Assert.Equal(stored.Rules.Select(rule => rule.Alert.Phase), replay.Alerts.ToArray().Select(alert => alert.Phase));
            Assert.Equal((stored.Budget, stored.State, stored.LastKnown), (replay.Budget, replay.State, replay.LastKnown));
        }
    }

    [Fact]
    public async Task What_is_stored_and_what_the_source_has_are_replayed_alike()
    {
        var scene = new EvaluatorScene(windowDays: 7);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        var options = new BacktestOptions { Days = 1 };

        var stored = await new PolicyBacktest(new StoredLedgers(scene.Store)).RunAsync(scene.Policy, scene.Policy.Objectives, options, null, Stop);
        var read = await new PolicyBacktest(FromSource(scene)).RunAsync(scene.Policy, scene.Policy.Objectives, options, null, Stop);

        Assert.Empty(stored.Problems);
        Assert.Equal(scene.Policy.Objectives.Length, read.Slos.Length);
        foreach (var (one, other) in stored.Slos.Zip(read.Slos))
        {
            Assert.Equal((one.Range, one.Counted), (other.Range, other.Counted));
            Assert.Equal(Minute.PerDay, one.Range.Length);
            Assert.Equal(one.Rules.SelectMany(rule => rule.Firings.Select(firing => (firing.From, firing.To, firing.PeakBurn))), other.Rules.SelectMany(rule => rule.Firings.Select(firing => (firing.From, firing.To, firing.PeakBurn))));
        }
    }

    [Fact]
    public async Task Hours_the_store_no_longer_has_end_the_past()
    {
        var scene = new EvaluatorScene(windowDays: 14);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        var objective = scene.Policy.Objectives[0];
        var lost = (Minute.Containing(EvaluatorScene.Noon) - (5 * Minute.PerDay)).Hour;
        scene.Store.Lose(objective.Slo.Id, lost);

        var past = (await new StoredLedgers(scene.Store).ReadAsync([objective], 90, Stop)).Pasts[objective.Slo.Id];

        Assert.Equal(lost + Minute.PerHour, past.Ledger.CoveredFrom);
        Assert.True(past.MinutesFrom > past.Ledger.CoveredFrom);
        Assert.Equal(past.MinutesFrom + Minute.PerDay, past.Replayable(objective.Slo, 90).Start);
    }

    [Fact]
    public async Task What_was_never_counted_or_counted_in_another_way_is_said_and_not_replayed()
    {
        var scene = new EvaluatorScene(slos: 2);
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        var other = scene.Policy.Objectives[0] with { Sli = ((MetricSli)scene.Policy.Objectives[0].Sli) with { SuccessValues = ["[23].."] } };
        var unheardOf = EvaluatorScene.ObjectiveOf("new");
        var policy = EvaluatorScene.PolicyOf([unheardOf, other, scene.Policy.Objectives[1]]);

        var report = await new PolicyBacktest(new StoredLedgers(scene.Store)).RunAsync(policy, policy.Objectives, new BacktestOptions { Days = 1 }, null, Stop);

        Assert.Equal(["service-1"], report.Slos.Select(slo => slo.Slo.Id.Service));
        Assert.Contains("new/availability: it has never been evaluated", report.Problems[0], StringComparison.Ordinal);
        Assert.Contains("service-0/availability: what is stored was counted in another way", report.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_fails_leaves_out_only_what_it_cannot_read()
    {
        var scene = new EvaluatorScene();
        scene.Source.Failure = slo => slo.Service == "service-1" ? "the server is down" : null;

        var report = await new DryRun(FromSource(scene), scene.Time).RunAsync(scene.Policy, scene.Policy.Objectives, Stop);

        Assert.Equal(["service-0", "service-2"], report.Slos.Select(slo => slo.Objective.Slo.Id.Service));
        Assert.Equal(["service-1/availability: the server is down"], report.Problems);
    }

    private static SourceLedgers FromSource(EvaluatorScene scene) => new(scene.Source, scene.Policy, scene.Time);
}
