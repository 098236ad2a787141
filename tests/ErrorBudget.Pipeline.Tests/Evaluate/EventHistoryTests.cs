using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Storage;
using static ErrorBudget.Pipeline.Tests.Evaluate.EventScene;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>What evaluators tell of scripted histories.</summary>
public sealed class EventHistoryTests
{
    private static readonly SloId Shop = Objective().Slo.Id;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gap_in_one_go_tells_the_episodes_that_minute_by_minute_does()
    {
        // An outage that spends the budget and lasts, then hours without a single count.
        static Bucket Model(int minute) => minute is >= 10 and < 200 ? Bucket.Of(0, 100) : minute is >= 300 and < 420 ? Bucket.Unknown : Bucket.Of(100, 100);
        var steady = await Told(Model, [.. Enumerable.Range(0, 460)]);
        var late = await Told(Model, [0, 150, 380, 459]);

        Assert.Equal(Episodic(steady), Episodic(late));
        Assert.Equal(Times(steady), Times(late));
        Assert.Equal(["fast", "slow", "critical"], steady.Where(happened => happened.Kind == BudgetEventKind.BurnStarted).OrderBy(happened => happened.At).Select(happened => happened.Rule));
        Assert.Equal([60, 120], steady.Where(happened => happened.Kind == BudgetEventKind.StillExhausted).Select(happened => happened.AfterMinutes!.Value).Order());
        Assert.Single(steady, happened => happened.Kind == BudgetEventKind.DataReturned);
    }

    [Fact]
    public async Task A_slow_burn_that_begins_behind_a_fast_one_is_inhibited_and_a_fast_one_after_a_slow_is_told()
    {
        var behind = await Told(minute => Bucket.Of(minute >= 10 ? 0 : 100, 100), [.. Enumerable.Range(0, 30)]);
        Assert.Equal([("fast", null), ("slow", "fast")], Burns(behind).Where(burn => burn.Rule != "critical"));

        // 10 % bad is too little for the fast rule (14.4 %) and enough for the slow one (6 %).
        var after = await Told(minute => Bucket.Of(minute >= 100 ? 0 : minute >= 10 ? 90 : 100, 100), [.. Enumerable.Range(0, 120)]);
        Assert.Equal([("slow", null), ("fast", null)], Burns(after).Where(burn => burn.Rule != "critical"));
    }

    [Fact]
    public async Task A_burn_that_pauses_for_less_than_the_hold_time_is_one_episode()
    {
        static Bucket Model(int minute) => Bucket.Of(minute is >= 10 and < 100 && minute % 8 < 5 ? 0 : 100, 100);
        var told = await Told(Model, [.. Enumerable.Range(0, 140)]);

        Assert.Equal([BudgetEventKind.BurnStarted, BudgetEventKind.BurnResolved], told.Where(happened => happened.Rule == "fast").Select(happened => happened.Kind));
    }

    [Fact]
    public async Task Exhaustion_that_goes_on_behind_unknown_history_is_one_episode()
    {
        var scene = Scene(minute => Bucket.Of(minute is >= 10 and < 60 ? 0 : 100, 100));
        await Ticks(scene, scene.Start(), [0, 100]);

        // A longer window has to be read first; in one tick nobody has time for it.
        var longer = EvaluatorScene.PolicyOf([Objective() with { Slo = Objective().Slo with { Window = SloWindow.Rolling(2) } }]);
        var hasty = new EvaluationOptions { BackfillSeconds = 0 };
        var evaluator = new BudgetEvaluator(scene.Store, scene.Source, scene.Queue, new Pipeline.Adjustments.AdjustmentReader(scene.Adjustments), scene.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<BudgetEvaluator>.Instance, hasty);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        await evaluator.RunAsync(longer, 0, Stop);
        Assert.False(scene.Store.SnapshotOf(Shop).Budget.IsKnown);
        Assert.NotNull(scene.Store.SnapshotOf(Shop).ExhaustedSince);
        Assert.DoesNotContain(Events(scene), happened => happened.Kind == BudgetEventKind.BudgetRecovered);

        scene.Policy = longer;
        await Ticks(scene, scene.Start(), [1, 2]);
        Assert.True(scene.Store.SnapshotOf(Shop).Budget.IsKnown);
        Assert.Single(Events(scene), happened => happened.Kind is BudgetEventKind.BudgetExhausted or BudgetEventKind.BudgetRecovered);
    }

    [Fact]
    public async Task An_SLO_that_is_counted_in_another_way_ends_the_burns_that_were_told()
    {
        var scene = Scene(minute => Bucket.Of(minute is >= 10 and < 60 ? 0 : 100, 100));
        await Ticks(scene, scene.Start(), [.. Enumerable.Range(0, 61)]);
        var begun = Events(scene).Where(happened => happened.Kind == BudgetEventKind.BurnStarted).Select(happened => happened.Id).ToArray();
        Assert.Equal(3, begun.Length);
        var exhausted = Assert.Single(Events(scene), happened => happened.Kind == BudgetEventKind.BudgetExhausted);

        // The new way finds nothing bad.
        scene.Source.Model = (_, _) => Bucket.Of(100, 100);
        scene.Policy = EvaluatorScene.PolicyOf([Objective() with { Slo = Objective().Slo with { Slices = new SliceRule(5, 0.9m) } }]);
        await Ticks(scene, scene.Start(), [1, 2]);

        var ends = Events(scene).Where(happened => happened.Kind is BudgetEventKind.BurnResolved or BudgetEventKind.BudgetRecovered).Select(happened => happened.Follows);
        Assert.Equal(begun.Append(exhausted.Id).Order(StringComparer.Ordinal), ends.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Refused_counts_are_told_once_a_day_and_process_under_the_same_id()
    {
        var scene = Scene(_ => Bucket.Of(100, 100));
        scene.Source.Rejection = _ => "good (101) exceeds total (100)";
        await Ticks(scene, scene.Start(), [.. Enumerable.Range(0, 30)]);
        await Ticks(scene, scene.Start(), [.. Enumerable.Range(1, 30)]);
        Assert.Equal(Enumerable.Repeat($"CountsRejected|{Shop}@2026-11-20T00:00Z", 2), Refused());

        // A third process, which catches up on the rest of the day first.
        await Ticks(scene, scene.Start(), [Minute.PerDay, Minute.PerDay + 1]);
        Assert.Equal([$"CountsRejected|{Shop}@2026-11-20T00:00Z", $"CountsRejected|{Shop}@2026-11-21T00:00Z"], Refused().Skip(2));

        List<string> Refused() => [.. scene.Queue.Sent.Select(record => record.Id).Where(id => id.StartsWith("CountsRejected", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task An_event_of_a_commit_that_failed_is_told_once_when_it_is_tried_again()
    {
        var scene = Scene(minute => Bucket.Of(minute >= 10 ? 0 : 100, 100));
        var evaluator = scene.Start();
        await Ticks(scene, evaluator, [.. Enumerable.Range(0, 11)]);
        scene.Store.BeforeCommit = _ => throw new StorageException("unreachable");
        for (var minute = 11; minute < 15; minute++) await Assert.ThrowsAsync<StorageException>(() => Ticks(scene, evaluator, [1]));
        scene.Store.BeforeCommit = null;
        await Ticks(scene, evaluator, [1, 2]);

        Assert.Equal(scene.Queue.Sent.Count, scene.Queue.Sent.Select(record => record.Id).Distinct().Count());
        Assert.Contains(scene.Queue.Sent, record => record.Id == $"BurnStarted|{Shop}/fast@{Noon + 11}");
    }

    [Fact]
    public async Task What_an_instance_told_before_it_died_is_handed_on_by_another_that_has_nothing_to_tell()
    {
        var scene = Scene(minute => Bucket.Of(minute == 10 ? 0 : 100, 100));
        var idle = scene.Start();
        await Ticks(scene, idle, [0]);

        // The burn begins and ends between the ticks of the one that lives.
        scene.Queue.Failure = "unreachable";
        await Ticks(scene, scene.Start(), [.. Enumerable.Range(1, 60)]);
        scene.Queue.Failure = null;
        await Ticks(scene, idle, [1]);

        Assert.Empty(scene.Store.OutboxOf(Shop));
        Assert.Equal([BudgetEventKind.BurnStarted, BudgetEventKind.BurnResolved], Events(scene).Where(happened => happened.Rule == "fast").Select(happened => happened.Kind));
    }

    [Fact]
    public async Task A_budget_that_is_spent_when_it_is_seen_first_is_told()
    {
        var scene = Scene(_ => Bucket.Of(0, 100), SloWindow.Calendar(WindowKind.Week));
        scene.Time.SetUtcNow(Monday.Start.AddMinutes(20));
        await Ticks(scene, scene.Start(), [0, 1]);

        Assert.Single(Events(scene), happened => happened.Kind == BudgetEventKind.BudgetExhausted);
    }

    [Fact]
    public async Task Whom_a_step_of_the_escalation_names_at_once_is_told_once()
    {
        var told = await Told(minute => Bucket.Of(minute >= 10 ? 0 : 100, 100), [.. Enumerable.Range(0, 60)]);
        var targets = told.Where(happened => happened.Kind is BudgetEventKind.BudgetExhausted or BudgetEventKind.StillExhausted)
            .SelectMany(happened => Pipeline.Dispatch.Routes.Of(happened, EvaluatorScene.PolicyOf([Objective()]), Objective()));

        Assert.Single(targets, "teams:a");
    }

    [Theory]
    [InlineData(59, "slack:#shop", "teams:a")]
    [InlineData(60, "slack:#shop", "teams:a", "teams:b")]
    [InlineData(120, "slack:#shop", "teams:a", "teams:b", "teams:c")]
    public void Of_a_recovery_hears_whom_the_escalation_had_reached(int minutes, params string[] told)
    {
        var recovered = Assert.Single(Between(At(minutes - 1, bad: 95, exhaustedSince: Noon), At(minutes, bad: 95)), happened => happened.Kind == BudgetEventKind.BudgetRecovered);

        Assert.Equal(told, Pipeline.Dispatch.Routes.Of(recovered, EvaluatorScene.PolicyOf([Objective()]), Objective()).Where(target => !target.StartsWith("ticket:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_calendar_window_that_begins_with_an_unknown_minute_misses_no_data_yet()
    {
        var monday = Monday - Noon;
        var scene = Scene(minute => minute == monday || minute >= monday + 20 ? Bucket.Unknown : Bucket.Of(100, 100), SloWindow.Calendar(WindowKind.Week));
        scene.Time.SetUtcNow(Monday.Start.AddMinutes(-5));
        await Ticks(scene, scene.Start(), [.. Enumerable.Range(0, 25)]);
        Assert.Empty(Events(scene));

        await Ticks(scene, scene.Start(), [.. Enumerable.Range(1, 10)]);
        Assert.Equal($"DataMissing|{Shop}/data@{Monday + 20}", Assert.Single(Events(scene)).Id);
    }

    private static Minute Monday { get; } = Minute.Containing(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));

    /// <summary>A scene whose minutes are counted from noon; before there is no error.</summary>
    internal static EvaluatorScene Scene(Func<int, Bucket> model, SloWindow? window = null)
    {
        var scene = new EvaluatorScene { Policy = EvaluatorScene.PolicyOf([Objective() with { Slo = Objective().Slo with { Window = window ?? Objective().Slo.Window } }]) };
        scene.Source.Model = (_, minute) => minute < Noon ? Bucket.Of(100, 100) : model(minute - Noon);
        return scene;
    }

    /// <summary>Evaluates at these minutes from now.</summary>
    internal static async Task Ticks(EvaluatorScene scene, BudgetEvaluator evaluator, IEnumerable<int> minutes)
    {
        var start = scene.Time.GetUtcNow();
        foreach (var minute in minutes)
        {
            scene.Time.SetUtcNow(start.AddMinutes(minute));
            await evaluator.RunAsync(scene.Policy, 0, Stop);
        }
    }

    internal static IReadOnlyList<BudgetEvent> Events(EvaluatorScene scene) => [.. scene.Queue.Sent.Select(Parse)];

    private static async Task<IReadOnlyList<BudgetEvent>> Told(Func<int, Bucket> model, IEnumerable<int> minutes)
    {
        var scene = Scene(model);
        await Ticks(scene, scene.Start(), minutes);
        return Events(scene);
    }

    /// <summary>Whether it follows from the ledger alone. Sprints and rollbacks begin when an evaluation finds that they are due.</summary>
    private static bool IsOfTheLedger(BudgetEvent happened) => happened.Episode is not null
        && happened.Kind is not (BudgetEventKind.SprintDue or BudgetEventKind.SprintOver or BudgetEventKind.RollbackDue or BudgetEventKind.RollbackOver);

    private static IEnumerable<string> Episodic(IEnumerable<BudgetEvent> events) =>
        events.Where(IsOfTheLedger).Select(happened => happened.Id).Order(StringComparer.Ordinal);

    /// <summary>When what can be dated exactly happened: beginnings, steps, and the end of a rule without a confirmation window.</summary>
    private static IEnumerable<(string, DateTimeOffset)> Times(IEnumerable<BudgetEvent> events) => events
        .Where(happened => IsOfTheLedger(happened) && happened.Kind is not (BudgetEventKind.BudgetRecovered or BudgetEventKind.DataReturned))
        .Where(happened => happened.Kind != BudgetEventKind.BurnResolved || happened.Rule == "fast")
        .Select(happened => (happened.Id, happened.At)).OrderBy(happened => happened.Id, StringComparer.Ordinal);

    private static IEnumerable<(string? Rule, string? InhibitedBy)> Burns(IEnumerable<BudgetEvent> events) =>
        events.Where(happened => happened.Kind == BudgetEventKind.BurnStarted).OrderBy(happened => happened.At).Select(happened => (happened.Rule, happened.InhibitedBy));
}
