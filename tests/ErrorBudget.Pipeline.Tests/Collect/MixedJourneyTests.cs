using System.Collections.Immutable;
using CsCheck;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Adjustments;
using ErrorBudget.Pipeline.Tests.AzureMonitor;
using ErrorBudget.Pipeline.Tests.Counts;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.Collect;

/// <summary>Journeys whose members are counted in different ways, each late in its own.</summary>
public sealed class MixedJourneyTests
{
    private const int Lateness = 30;
    private const int Minutes = 90;
    private const int Shards = 16;

    private static readonly Minute Noon = Minute.Containing(EvaluatorScene.Noon);
    private static readonly Objective Web = EvaluatorScene.ObjectiveOf("web", windowDays: 1);
    private static readonly Objective Shop = MonitorScene.Objective("shop", MonitorScene.Requests("shop")) with { Slo = EvaluatorScene.ObjectiveOf("shop", windowDays: 1).Slo };
    private static readonly Objective Jobs = EvaluatorScene.ObjectiveOf("jobs", windowDays: 1) with { Sli = new PushedSli { Settings = new PushedSettings(Lateness) } };
    private static readonly Objective Sum = Journey("sum", JourneyMethod.WeightedSum, MissingMember.Ignore);
    private static readonly Objective Strict = Journey("strict", JourneyMethod.WeightedSum, MissingMember.Unknown);
    private static readonly Objective Met = Journey("met", JourneyMethod.AllMet, MissingMember.Unknown);
    private static readonly ImmutableArray<Objective> Journeys = [Sum, Strict, Met];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_journey_settles_when_the_slowest_member_does_and_is_read_again_for_as_long_as_the_latest()
    {
        var policy = PolicyOf(1);
        var (now, sources) = (EvaluatorScene.Noon, policy.SourcesOf(Sum).ToArray());
        Assert.Equal((3, 180, Lateness + PushedSettings.HandlingMinutes), (sources.Length, sources.Max(source => source.SettleSeconds), sources.Max(source => source.ResettleMinutes)));
        Assert.Equal((Noon - 1, Noon - 3, Noon - 1), (policy.Settled(Web, now), policy.Settled(Shop, now), policy.Settled(Jobs, now)));
        Assert.All(Journeys, journey => Assert.Equal(Noon - 3, policy.Settled(journey, now)));
        Assert.Contains(Journeys, journey => Members(journey).Any(member => Slot.Of(member.Slo.Id).Number % Shards != Slot.Of(journey.Slo.Id).Number % Shards));
    }

    [Fact]
    public Task Late_rows_and_late_pushes_adjusted_on_the_way_end_as_if_everything_had_been_there_from_the_start() => Gen.Select(
        Gen.Select(Gen.Int[0, Minutes - 1], Gen.Int[0, Lateness - 1], Gen.Int[0, 50], Gen.Int[0, 50]).Array[1, 120],
        SomeAdjustments.Any(Sum.Slo.Id, new MinuteRange(Noon - 30, Noon + Minutes)), SomeAdjustments.Any(Met.Slo.Id, new MinuteRange(Noon - 30, Noon + Minutes)),
        Gen.Int[0, Minutes - 1].Array[10], Gen.Int[1, 4]).SampleAsync(async (pushes, first, second, madeAt, pause) =>
    {
        Adjustment[] adjustments = [.. first, .. second];
        var (scene, counts) = (new EvaluatorScene(), new MemoryCounts());
        scene.Policy = PolicyOf(Shards);
        var all = pushes.Select((push, i) => (Push: push, Count: new PushedCount("jobs", "availability", Math.Min(push.Item3, push.Item4), Math.Max(push.Item3, push.Item4), (Noon + push.Item1 - push.Item2).Start, $"{i}"))).ToArray();
        scene.Source.Model = (slo, minute) => slo == Shop.Slo.Id ? Late(Minute.Containing(scene.Time.GetUtcNow()), minute) : EvaluatorScene.CountsOf(slo, minute);
        using var evaluator = Evaluator(scene, counts, scene.Source);
        for (var minute = 0; minute < Minutes; minute++)
        {
            // Each push comes twice, as from a client that got no answer.
            foreach (var count in all.Where(push => push.Push.Item1 == minute).Select(push => push.Count))
            {
                for (var i = 0; i < 2; i++) await counts.RecordAsync(Slot.Of(count.SloId), [count], scene.Time.GetUtcNow(), Stop);
            }

            for (var i = 0; i < adjustments.Length; i++)
            {
                if (madeAt[i] == minute) await scene.Adjustments.AddAsync(adjustments[i], Stop);
            }

            if (minute % pause == 0) await TickAsync(scene, evaluator);
            scene.Time.Advance(TimeSpan.FromMinutes(1));
        }

        scene.Source.Model = EvaluatorScene.CountsOf;
        scene.Time.Advance(TimeSpan.FromMinutes(20));
        await TickAsync(scene, evaluator);
        var pushed = all.GroupBy(push => push.Count.Minute).ToDictionary(minute => minute.Key, minute => Bucket.Of(minute.Sum(push => push.Count.Good), minute.Sum(push => push.Count.Total)));
        var made = new MadeAdjustments(adjustments);
        foreach (var journey in Journeys)
        {
            var (stored, snapshot) = (scene.Store.LedgerOf(journey.Slo.Id), scene.Store.SnapshotOf(journey.Slo.Id));
            var scratch = FromScratch(journey, stored.CoveredFrom, stored.Through, minute => pushed.GetValueOrDefault(minute));
            for (var minute = stored.CoveredFrom; minute < stored.Through; minute += 1)
                Assert.Equal(scratch.Sum(new MinuteRange(minute, minute + 1)), stored.Sum(new MinuteRange(minute, minute + 1)));
            var slo = made.LaidOver(journey.Slo);
            var expected = Evaluation.Since(slo, scratch, scratch.Through - 1, snapshot.EvaluatedAt, snapshot.PolicyVersion);
            Assert.Equal((expected.Budget, expected.Coverage, expected.Adjusted), (snapshot.Budget, snapshot.Coverage, snapshot.Adjusted));
            Assert.Equal(expected.Rules.Select(rule => (rule.Window, rule.Confirm)), snapshot.Rules.Select(rule => (rule.Window, rule.Confirm)));
        }
    }, iter: 25, threads: 1);

    [Fact]
    public async Task Rows_of_Application_Insights_and_pushes_that_are_late_reach_the_journey_over_both()
    {
        await using var monitor = await MonitorScene.StartAsync();
        monitor.Settings = monitor.Settings with { SettleSeconds = 180 };
        var (scene, counts) = (new EvaluatorScene(), new MemoryCounts());
        scene.Time.SetUtcNow(monitor.Time.GetUtcNow());
        scene.Policy = PolicyOf(1) with { AzureMonitor = monitor.PolicyOf([]).AzureMonitor };
        scene.Source.Model = (_, _) => Bucket.Of(10, 10);
        using var evaluator = Evaluator(scene, counts, monitor.Source);
        for (var minute = 180; minute < 240; minute++)
        {
            monitor.Add(minute, "shop", success: true, itemCount: 7);
            monitor.Add(minute, "shop", success: false, itemCount: 2, lateMinutes: 9);
        }

        for (var minute = 180; minute < 280; minute++)
        {
            // What happened in a minute is pushed 25 minutes later.
            var count = new PushedCount("jobs", "availability", 3, 4, (Noon + minute - 25).Start, $"{minute}");
            if (minute is >= 205 and < 265) await counts.RecordAsync(Slot.Of(count.SloId), [count], scene.Time.GetUtcNow(), Stop);
            await TickAsync(scene, evaluator);
            monitor.Time.Advance(TimeSpan.FromMinutes(1));
            scene.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var hour = new MinuteRange(Noon + 180, Noon + 240);
        Assert.Equal((60 * (10 + (2 * 7) + (3 * 3)), 60 * (10 + (2 * 9) + (3 * 4)), 60), Sums(Sum, hour));
        Assert.Equal(Sums(Sum, hour), Sums(Strict, hour));
        Assert.Equal((0, 60, 60), Sums(Met, hour));

        // After it two members have no data: one rule goes by the third, the others by nothing.
        var after = new MinuteRange(Noon + 245, Noon + 270);
        Assert.Equal((25 * 10, 25 * 10, 25), Sums(Sum, after));
        Assert.All([Strict, Met], journey => Assert.Equal((0, 0, 0), Sums(journey, after)));

        (long Good, long Total, long Known) Sums(Objective journey, MinuteRange range)
        {
            var sum = scene.Store.LedgerOf(journey.Slo.Id).Sum(range);
            return (sum.Good, sum.Total, sum.KnownMinutes);
        }
    }

    /// <summary>A tenth of a minute's events is there after a minute, all of them after ten.</summary>
    private static Bucket Late(Minute now, Minute minute)
    {
        var truth = EvaluatorScene.CountsOf(Shop.Slo.Id, minute);
        var tenths = Math.Clamp(now - minute, 1, 10);
        return !truth.IsKnown || tenths == 1 ? Bucket.Unknown : Bucket.Of(truth.Good * tenths / 10, truth.Total * tenths / 10);
    }

    private static Ledger FromScratch(Objective journey, Minute from, Minute through, Func<Minute, Bucket> pushed)
    {
        var rule = ((JourneySli)journey.Sli).Rule;
        var minutes = Enumerable.Range(from.Index, through - from).Select(index => new Minute(index)).Select(minute => rule.Combine(
            [.. Members(journey).Select(member => member == Jobs ? pushed(minute) : EvaluatorScene.CountsOf(member.Slo.Id, minute))])!.Value);
        return Ledger.StartingAt(from).Append([.. minutes], journey.Slo.Slices);
    }

    private static async Task TickAsync(EvaluatorScene scene, BudgetEvaluator evaluator)
    {
        for (var shard = 0; shard < scene.Policy.Shards; shard++) Assert.Empty((await evaluator.RunAsync(scene.Policy, shard, Stop)).Problems);
    }

    private static BudgetEvaluator Evaluator(EvaluatorScene scene, ICountStore counts, ISliSource monitor) => new(
        scene.Store,
        new JourneySource(new RoutedSliSource(
        [
            new SliRoute(sli => sli is PushedSli, new PushedSliSource(counts, new CountQueue(), scene.Time)),
            new SliRoute(sli => sli is AppRequestsSli, monitor),
            new SliRoute(_ => true, scene.Source),
        ])),
        scene.Queue, new AdjustmentReader(scene.Adjustments), scene.Time, NullLogger<BudgetEvaluator>.Instance, scene.Options);

    private static Policy PolicyOf(int shards) => EvaluatorScene.PolicyOf([Web, Shop, Jobs, .. Journeys], shards) with
    {
        AzureMonitor = ImmutableDictionary<string, AzureMonitorSettings>.Empty.Add(
            MonitorScene.SourceName, new AzureMonitorSettings { WorkspaceId = FakeAzureMonitor.Workspace, SettleSeconds = 180, ResettleMinutes = 15 }),
    };

    private static IEnumerable<Objective> Members(Objective journey) => ((JourneySli)journey.Sli).Members.Select(member => member.Objective);

    private static Objective Journey(string name, JourneyMethod method, MissingMember missing) =>
        EvaluatorScene.ObjectiveOf(name, windowDays: 1, slices: method == JourneyMethod.AllMet ? new SliceRule(1, 1) : null) with
        {
            Sli = new JourneySli(method, missing,
            [
                new JourneyMember(Web, new JourneyShare(1, 0.97m)), new JourneyMember(Shop, new JourneyShare(2, 0.97m)), new JourneyMember(Jobs, new JourneyShare(3, 0.97m)),
            ]),
        };
}
