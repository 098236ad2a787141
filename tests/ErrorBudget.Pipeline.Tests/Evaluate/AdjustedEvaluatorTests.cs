using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>What people adjust between two ticks is in the next one's numbers, and gone from them when it is revoked.</summary>
public sealed class AdjustedEvaluatorTests
{
    private static readonly SloId Slo = new("service-0", "availability");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_adjustment_made_now_changes_the_next_snapshot_and_revoking_it_changes_it_back()
    {
        var scene = new EvaluatorScene();
        using var evaluator = scene.Start();
        await TickAsync(scene, evaluator);
        var (plain, other) = (scene.Store.SnapshotOf(Slo), scene.Store.SnapshotOf(new SloId("service-1", "availability")));
        Assert.Null(plain.Adjusted);

        // From the middle of a sealed hour, yesterday, to another.
        var stretch = new MinuteRange(plain.DataThrough - 1000, plain.DataThrough - 700);
        var incident = Made(AdjustmentKind.ExcludedIncident, stretch);
        await scene.Adjustments.AddAsync(incident, Cancellation);
        await TickAsync(scene, evaluator);
        var adjusted = scene.Store.SnapshotOf(Slo);
        var window = adjusted.Window.UpTo(adjusted.DataThrough);
        var counted = scene.Store.LedgerOf(Slo).Sum(window) - scene.Store.LedgerOf(Slo).Sum(stretch);
        Assert.Equal((counted.Bad, counted.Total), (adjusted.Budget.Bad, adjusted.Budget.Total));
        Assert.Equal((1, 300, incident.Id), (adjusted.Adjusted!.Count, adjusted.Adjusted.ExcludedMinutes, adjusted.Adjusted.Latest[0].Id));
        Assert.Null(scene.Store.SnapshotOf(other.Id).Adjusted);

        await scene.Adjustments.RevokeAsync(incident.Id, scene.Time.GetUtcNow(), Cancellation);
        await TickAsync(scene, evaluator);
        var revoked = scene.Store.SnapshotOf(Slo);
        var whole = scene.Store.LedgerOf(Slo).Sum(revoked.Window.UpTo(revoked.DataThrough));
        Assert.Equal((whole.Bad, whole.Total), (revoked.Budget.Bad, revoked.Budget.Total));
        Assert.Null(revoked.Adjusted);
        Assert.Equal(2, scene.Adjustments.Loads);
    }

    [Fact]
    public async Task A_new_process_and_one_that_runs_on_come_to_the_same_with_adjustments()
    {
        var scene = new EvaluatorScene(slos: 1);
        using var running = scene.Start();
        await TickAsync(scene, running);
        var through = scene.Store.SnapshotOf(Slo).DataThrough;
        foreach (var adjustment in (Adjustment[])
        [
            Made(AdjustmentKind.Maintenance, new MinuteRange(through - 2000, through - 1990)),
            Made(AdjustmentKind.Correction, new MinuteRange(through - 1500, through - 1300), bad: -40),
            Made(AdjustmentKind.BudgetReset, new MinuteRange(through - 90, through - 90)) with { To = null },
            Made(AdjustmentKind.Maintenance, new MinuteRange(through - 5000, through)) with { To = null, Recurrence = new Recurrence(Enum.GetValues<DayOfWeek>(), new TimeOnly(3, 30), 45, TimeZoneInfo.Utc) },
        ]) await scene.Adjustments.AddAsync(adjustment, Cancellation);
        for (var minute = 0; minute < 150; minute++) await TickAsync(scene, running);
        var ranOn = scene.Store.SnapshotOf(Slo);

        using var fresh = scene.Start();
        await TickAsync(scene, fresh);
        var began = scene.Store.SnapshotOf(Slo);
        var slo = new MadeAdjustments(await scene.Adjustments.LoadAsync(null, Cancellation)).LaidOver(scene.Policy.Objectives[0].Slo);
        var ledger = scene.Store.LedgerOf(Slo);
        var charged = slo.Adjustments.ForBudget(ledger, null, Evaluation.ReachOf(slo, ranOn.DataThrough, ledger.Through));
        Assert.Equal(Budget.Of(slo, charged, ranOn.DataThrough), ranOn.Budget);
        Assert.Equal(Budget.Of(slo, charged, began.DataThrough), began.Budget);
        Assert.Equal(4, began.Adjusted!.Count);
        Assert.NotEqual(Budget.Of(slo, ledger, began.DataThrough), began.Budget);
    }

    [Fact]
    public async Task History_says_what_does_not_count_and_its_last_budget_is_the_snapshot_s()
    {
        var scene = new EvaluatorScene(slos: 1);
        using var evaluator = scene.Start();
        await TickAsync(scene, evaluator);
        var through = scene.Store.SnapshotOf(Slo).DataThrough;
        await scene.Adjustments.AddAsync(Made(AdjustmentKind.Maintenance, new MinuteRange(through - 130, through - 100)), Cancellation);
        await scene.Adjustments.AddAsync(Made(AdjustmentKind.Correction, new MinuteRange(through - 3100, through - 2800), total: 1_000), Cancellation);
        await TickAsync(scene, evaluator);
        var snapshot = scene.Store.SnapshotOf(Slo);

        var history = new BudgetHistory(scene.Store, new AdjustmentReader(scene.Adjustments));
        var points = await history.ReadAsync(scene.Policy.Objectives[0].Slo, new MinuteRange(snapshot.DataThrough - 240, snapshot.DataThrough), 10, Cancellation);
        Assert.Equal(24, points.Count);
        Assert.Equal(snapshot.Budget, points[^1].Budget);
        Assert.Equal(30, points.Sum(point => point.ExcludedMinutes));
        Assert.All(points.Where(point => point.ExcludedMinutes == 10), point => Assert.Equal(new Tally(0, 0, 10, 0), point.Counted));
    }

    [Fact]
    public async Task The_same_request_twice_makes_one_adjustment_and_one_audit_row()
    {
        var (scene, trail) = (new EvaluatorScene(), new MemoryAuditTrail());
        using var audit = new AuditWriter(trail, scene.Time, NullLogger<AuditWriter>.Instance);
        await audit.StartAsync(Cancellation);
        var desk = new AdjustmentDesk(scene.Adjustments, audit, scene.Time);
        var now = Minute.Containing(scene.Time.GetUtcNow());
        var wanted = Made(AdjustmentKind.Maintenance, new MinuteRange(now + 60, now + 120)) with { MadeBy = "key-of-ada" };

        Assert.Equal(AdjustmentOutcome.Done, (await desk.MakeAsync(scene.Policy, wanted, Cancellation)).Outcome);
        Assert.Equal(AdjustmentOutcome.DoneBefore, (await desk.MakeAsync(scene.Policy, wanted, Cancellation)).Outcome);
        Assert.Equal(AdjustmentOutcome.Conflict, (await desk.MakeAsync(scene.Policy, wanted with { Reason = "another" }, Cancellation)).Outcome);
        Assert.Equal(AdjustmentOutcome.Refused, (await desk.MakeAsync(scene.Policy, Made(AdjustmentKind.ExcludedIncident, new MinuteRange(now, now + 1)), Cancellation)).Outcome);
        Assert.Equal(AdjustmentOutcome.Done, (await desk.RevokeAsync(scene.Policy, wanted.Id, "bob", Cancellation))!.Outcome);
        Assert.Equal(AdjustmentOutcome.DoneBefore, (await desk.RevokeAsync(scene.Policy, wanted.Id, "bob", Cancellation))!.Outcome);
        Assert.Null(await desk.RevokeAsync(scene.Policy, wanted.Id with { Number = Guid.NewGuid() }, "bob", Cancellation));
        await audit.StopAsync(Cancellation);

        Assert.Equal(
            [(AuditEvent.AdjustmentMade, "key-of-ada", wanted.Id.ToString()), (AuditEvent.AdjustmentRevoked, "bob", wanted.Id.ToString())],
            trail.Entries.Select(entry => (entry.Event, entry.By!, entry.Adjustment!.Id)));
        Assert.NotNull(trail.Entries[1].Adjustment!.RevokedAt);
    }

    [Fact]
    public async Task A_service_has_a_bounded_number_of_adjustments()
    {
        var (scene, trail) = (new EvaluatorScene(), new MemoryAuditTrail());
        for (var i = 0; i < AdjustmentDesk.MostOfService; i++) await scene.Adjustments.AddAsync(Made(AdjustmentKind.Maintenance, new MinuteRange(new Minute(i), new Minute(i + 1))), Cancellation);
        using var audit = new AuditWriter(trail, scene.Time, NullLogger<AuditWriter>.Instance);
        var desk = new AdjustmentDesk(scene.Adjustments, audit, scene.Time);
        var answer = await desk.MakeAsync(scene.Policy, Made(AdjustmentKind.Maintenance, new MinuteRange(new Minute(0), new Minute(9))), Cancellation);
        Assert.Equal(AdjustmentOutcome.Refused, answer.Outcome);
        Assert.Contains("500", answer.Refusal, StringComparison.Ordinal);
        Assert.Empty(trail.Entries);
    }

    private static Adjustment Made(AdjustmentKind kind, MinuteRange stretch, long bad = 0, long total = 0) => new()
    {
        Id = new AdjustmentId(Slo.Service, Guid.CreateVersion7()),
        Kind = kind,
        From = stretch.Start,
        To = stretch.End,
        Bad = bad,
        Total = total,
        Reason = "why",
        Author = "ada",
        MadeAt = EvaluatorScene.Noon,
    };

    private static async Task TickAsync(EvaluatorScene scene, ErrorBudget.Pipeline.Evaluate.BudgetEvaluator evaluator)
    {
        var report = await evaluator.RunAsync(scene.Policy, 0, Cancellation);
        Assert.Empty(report.Problems);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
    }
}
