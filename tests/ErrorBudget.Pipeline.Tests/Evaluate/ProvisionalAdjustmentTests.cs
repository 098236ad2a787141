using CsCheck;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Adjustments;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>Adjustments over minutes that are read again, and change, until their events have arrived.</summary>
public sealed class ProvisionalAdjustmentTests
{
    private const int Ticks = 70;

    private static readonly Minute Noon = Minute.Containing(EvaluatorScene.Noon);
    private static readonly SloId Slo = new("service-0", "availability");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Adjusted_while_provisional_or_when_everything_has_arrived_the_numbers_end_the_same() => Gen.Select(
        SomeAdjustments.Any(Slo, new MinuteRange(Noon - 60, Noon + Ticks)), Gen.Int[0, Ticks - 1].Array[5], Gen.OneOfConst(1, 1, 4)).SampleAsync(async (adjustments, madeAt, pause) =>
    {
        var late = await RunAsync(EventsOfTenMinutes, adjustments, madeAt, pause);
        var settled = await RunAsync((_, slo, minute) => EvaluatorScene.CountsOf(slo, minute), adjustments, madeAt: new int[5], pause);

        Assert.Equal((settled.Budget, settled.Coverage, settled.State, settled.Zone, settled.TimeToExhaustion), (late.Budget, late.Coverage, late.State, late.Zone, late.TimeToExhaustion));
        Assert.Equal(settled.Adjusted, late.Adjusted);
        Assert.Equal(settled.Rules.Select(rule => (rule.Window, rule.Confirm)), late.Rules.Select(rule => (rule.Window, rule.Confirm)));
    }, iter: 40, threads: 1);

    /// <summary>A tenth of a minute's events is there after a minute, all of them after ten.</summary>
    private static Bucket EventsOfTenMinutes(Minute now, SloId slo, Minute minute)
    {
        var truth = EvaluatorScene.CountsOf(slo, minute);
        var tenths = Math.Min(10, now - minute);
        return !truth.IsKnown || tenths == 1 ? Bucket.Unknown : Bucket.Of(truth.Good * tenths / 10, truth.Total * tenths / 10);
    }

    /// <summary>Ticks over an hour in which adjustments are made, and waits until all events are there.</summary>
    private static async Task<Snapshot> RunAsync(Func<Minute, SloId, Minute, Bucket> model, Adjustment[] adjustments, int[] madeAt, int pause)
    {
        var scene = new EvaluatorScene(slos: 1, windowDays: 1);
        scene.Policy = scene.Policy with
        {
            Prometheus = scene.Policy.Prometheus.SetItem(PrometheusSettings.DefaultName, scene.Policy.Prometheus[PrometheusSettings.DefaultName] with { ResettleMinutes = 15 }),
        };
        scene.Source.Model = (slo, minute) => model(Minute.Containing(scene.Time.GetUtcNow()), slo, minute);
        using var evaluator = scene.Start();
        for (var tick = 0; tick < Ticks; tick++)
        {
            for (var i = 0; i < adjustments.Length; i++)
            {
                if (madeAt[i] == tick) await scene.Adjustments.AddAsync(adjustments[i], Stop);
            }

            if (tick % pause == 0) Assert.Empty((await evaluator.RunAsync(scene.Policy, 0, Stop)).Problems);
            scene.Time.Advance(TimeSpan.FromMinutes(1));
        }

        scene.Source.Model = EvaluatorScene.CountsOf;
        scene.Time.Advance(TimeSpan.FromMinutes(20));
        await evaluator.RunAsync(scene.Policy, 0, Stop);
        return scene.Store.SnapshotOf(Slo);
    }
}
