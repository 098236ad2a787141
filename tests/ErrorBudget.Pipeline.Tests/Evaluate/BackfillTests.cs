using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

public sealed class BackfillTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_reads_everything_in_rounds_and_tells_how_far_it_is()
    {
        var scene = Scene();
        var told = new List<BackfillProgress>();

        var result = await Of(scene).RunAsync(scene.Policy, new Told(told), Stop);

        Assert.Equal((0, 3), (result.Progress.Incomplete, result.Progress.Slos));
        Assert.Empty(result.Problems);
        Assert.True(told.Count > 4);
        Assert.Equal(0, told[0].Fraction);
        Assert.Equal(1, told[^1].Fraction);
        Assert.Equal(told.OrderBy(progress => progress.Fraction), told);
        AssertComplete(scene);
    }

    [Fact]
    public async Task Killed_anywhere_and_begun_again_it_counts_everything_once()
    {
        for (var kill = 1; kill < 40; kill += 3)
        {
            var scene = Scene();
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var commits = 0;
            scene.Store.BeforeCommit = _ => ++commits >= kill ? throw new OperationCanceledException("killed") : Task.CompletedTask;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Of(scene).RunAsync(scene.Policy, null, killed.Token));
            var stored = scene.Store.Accepted;

            scene.Store.BeforeCommit = null;
            Assert.Equal(0, (await Of(scene).RunAsync(scene.Policy, null, Stop)).Progress.Incomplete);
            Assert.True(scene.Store.Accepted > stored);
            AssertComplete(scene);
        }
    }

    [Fact]
    public async Task Beside_an_app_whose_ticks_come_in_between_it_ends_all_the_same()
    {
        var scene = Scene();
        using var app = scene.Start();
        var (isTicking, commits) = (false, 0);
        scene.Store.BeforeCommit = async _ =>
        {
            if (isTicking || ++commits % 7 != 0) return;
            isTicking = true;
            scene.Time.Advance(TimeSpan.FromMinutes(1));
            await app.RunAsync(scene.Policy, 0, Stop);
            isTicking = false;
        };

        Assert.Equal(0, (await Of(scene).RunAsync(scene.Policy, null, Stop)).Progress.Incomplete);
        Assert.True(commits > 14);
        AssertComplete(scene);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_the_rest_is_read()
    {
        var scene = Scene();
        scene.Source.Failure = slo => slo.Service == "service-1" ? "the server is down" : null;

        var result = await Of(scene).RunAsync(scene.Policy, null, Stop);

        Assert.Equal(1, result.Progress.Incomplete);
        Assert.Equal(["the server is down (service-1/availability)"], result.Problems);
    }

    /// <summary>A clock that moves when it is looked at, so that rounds end.</summary>
    private static EvaluatorScene Scene()
    {
        var scene = new EvaluatorScene(windowDays: 14) { Options = new EvaluationOptions { BackfillSeconds = 1, Concurrency = 1 } };
        scene.Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(200);
        return scene;
    }

    private static Backfill Of(EvaluatorScene scene) => new(scene.Store, scene.Start(), scene.Time);

    private static void AssertComplete(EvaluatorScene scene)
    {
        foreach (var objective in scene.Policy.Objectives)
        {
            var ledger = scene.Store.LedgerOf(objective.Slo.Id);
            var range = new MinuteRange(ledger.CoveredFrom, ledger.Through);
            Assert.True(range.Start <= objective.Slo.Window.UpTo(ledger.Through).Start);
            var truth = Enumerable.Range(range.Start.Index, range.Length).Select(index => EvaluatorScene.CountsOf(objective.Slo.Id, new Minute(index)))
                .Aggregate(Tally.Zero, (sum, bucket) => sum.Plus(bucket));
            Assert.Equal(truth, ledger.Sum(range));
        }
    }

    private sealed class Told(List<BackfillProgress> told) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value) => told.Add(value);
    }
}
