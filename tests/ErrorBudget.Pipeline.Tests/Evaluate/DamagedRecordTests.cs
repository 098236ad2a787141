using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>A record or a sealed hour that cannot be read: damaged by somebody, or written by another build.</summary>
public sealed class DamagedRecordTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_stops_its_own_SLO_only_and_is_not_written_over_until_it_can_be_read_again(bool isHour)
    {
        // So many that some share a slot.
        var scene = new EvaluatorScene(slos: Slot.Count + 1);
        SloId[] slos = [.. scene.Policy.Objectives.Select(objective => objective.Slo.Id)];
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        var damaged = slos.GroupBy(Slot.Of).First(slot => slot.Count() > 1).First();
        var before = scene.Store.LedgerOf(damaged);

        // The hour in which the next window begins: a process that was just started looks it up.
        Minute? hour = isHour ? (before.Through + 5 - (2 * Minute.PerDay)).Hour : null;
        scene.Store.Damage(damaged, hour);

        var evaluator = scene.Start();
        scene.Time.Advance(TimeSpan.FromMinutes(5));
        var report = await evaluator.RunAsync(scene.Policy, 0, Stop);
        Assert.Equal((slos.Length, 1), (report.Slos, report.Behind));
        Assert.Equal($"a row of {damaged} cannot be read ({damaged})", Assert.Single(report.Problems));
        Assert.Equal(before.Through, scene.Store.LedgerOf(damaged).Through);
        Assert.All(slos.Where(slo => slo != damaged), slo => Assert.Equal(before.Through + 5, scene.Store.LedgerOf(slo).Through));

        scene.Store.Repair(damaged, hour);
        var repaired = await evaluator.RunAsync(scene.Policy, 0, Stop);
        Assert.Equal((0, 0), (repaired.Behind, repaired.Problems.Count));
        Assert.Equal(before.Through + 5, scene.Store.LedgerOf(damaged).Through);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Slot.Count + 1)]
    public async Task Who_asks_for_several_budgets_gets_the_others_and_why_one_cannot_be_read(int others)
    {
        var scene = new EvaluatorScene(slos: others + 1);
        SloId[] slos = [.. scene.Policy.Objectives.Select(objective => objective.Slo.Id)];
        await scene.Start().RunAsync(scene.Policy, 0, Stop);
        scene.Store.Damage(slos[0]);

        var readings = await new SnapshotReader(scene.Store, scene.Time).ReadAsync(slos, Stop);
        Assert.Contains(slos[0].ToString(), readings[0].Failure!.Message, StringComparison.Ordinal);
        Assert.All(readings.Skip(1), reading => Assert.True(reading is { Failure: null, Snapshot: not null }));
    }
}
