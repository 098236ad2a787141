using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Tests.Adjustments;
using ErrorBudget.Pipeline.Tests.Evaluate;

namespace ErrorBudget.Pipeline.Tests.Budgets;

public sealed class BudgetExplanationTests
{
    private static readonly Minute Start = Minute.Containing(EvaluatorScene.Noon) - (3 * Minute.PerDay);

    [Fact]
    public void Every_number_is_there_with_its_sum()
    {
        var lines = Explain(Bucket.Of(9_995, 10_000));

        Assert.Contains("good 28,785,600 + bad 14,400 = total 28,800,000 events", lines);
        Assert.Contains("allowed = (1 - target) * total = 0.01 * 28,800,000 = 288,000", lines);
        Assert.Contains("consumed = bad / allowed = 14,400 / 288,000 = 5 %", lines);
        Assert.Contains("remaining = 1 - consumed = 95 %", lines);
        Assert.Contains("remaining 95 %: standard", lines);
        Assert.Contains("over 5 min: burn = bad / ((1 - target) * total) = 25 / (0.01 * 50,000) = 0.05, below the limit 14.4", lines);
        Assert.Contains("still allowed: 288,000 - 14,400 = 273,600 bad events", lines);
        Assert.Contains("the last hour brought 300 bad of 600,000, which allow 6,000: -5,700 beyond", lines);
        Assert.Contains("release (allow)", lines);
    }

    [Fact]
    public void A_burn_that_fires_is_above_its_limit_and_an_exhausted_budget_lasts_no_time()
    {
        var lines = Explain(Bucket.Of(80, 100));

        Assert.Contains("over 5 min: burn = bad / ((1 - target) * total) = 100 / (0.01 * 500) = 20.0, at or above the limit 14.4", lines);
        Assert.Contains(lines, line => line.StartsWith("firing since ", StringComparison.Ordinal));
        Assert.Contains("0: the budget is exhausted", lines);
        Assert.Contains("do not release (block)", lines);
    }

    [Fact]
    public void No_traffic_spends_nothing_and_says_so()
    {
        var lines = Explain(Bucket.Of(0, 0));

        Assert.Contains("no events spend nothing: remaining 100 %", lines);
        Assert.Contains("over 5 min: no events, burn 0", lines);
    }

    [Fact]
    public void What_is_unknown_is_called_so_and_never_a_number()
    {
        var lines = Explain(Bucket.Unknown);

        Assert.Contains("unknown: nothing was counted in the window", lines);
        Assert.Contains("the budget is unknown, so is the zone", lines);
        Assert.Contains("over 5 min: unknown, too little was counted", lines);
        Assert.Contains("unknown, as the budget is", lines);
        Assert.DoesNotContain(lines, line => line.Contains("= ", StringComparison.Ordinal) && line.Contains("consumed", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_counted_and_what_each_adjustment_changes_end_in_the_sums_that_are_shown()
    {
        var at = Start + (2 * Minute.PerDay);
        var slo = new SloId("service-0", "availability");
        var lines = Explain(
            Bucket.Of(9_995, 10_000),
            SomeAdjustments.Of(slo, AdjustmentKind.Maintenance, new MinuteRange(at, at + 60)),
            SomeAdjustments.Of(slo, AdjustmentKind.Correction, new MinuteRange(at + 100, at + 110), bad: -40, total: -100),
            SomeAdjustments.Of(slo, AdjustmentKind.BudgetReset, new MinuteRange(at + 200, at + 200)));
        Assert.Equal(
            [
                "counted: 14,400 bad of 28,800,000 events",
                "correction by ada from 2026-11-19T13:40Z to 2026-11-19T13:50Z (why): -40 bad, -100 in all: leaves 14,360 bad of 28,799,900",
                "maintenance by ada from 2026-11-19T12:00Z to 2026-11-19T13:00Z (why): -300 bad, -600,000 in all: leaves 14,060 bad of 28,199,900",
                "budget reset by ada at 2026-11-19T15:20Z (why): -7,860 bad, 0 in all: leaves 6,200 bad of 28,199,900",
                "good 28,193,700 + bad 6,200 = total 28,199,900 events",
            ],
            lines.SkipWhile(line => !line.StartsWith("counted: ", StringComparison.Ordinal)).Take(5));
        Assert.Contains("consumed = bad / allowed = 6,200 / 281,999 = 2.2 %", lines);
    }

    [Fact]
    public void A_rule_that_maintenance_keeps_quiet_says_what_was_counted()
    {
        var end = Start + (3 * Minute.PerDay);
        var lines = Explain(Bucket.Of(80, 100), SomeAdjustments.Of(new SloId("service-0", "availability"), AdjustmentKind.Maintenance, new MinuteRange(end - 200, end)));
        Assert.Contains("over 5 min: 100 bad of 500 were counted; maintenance and corrections leave 0 of 0", lines);
        Assert.Contains("over 5 min: no events, burn 0", lines);
        Assert.Contains(lines, line => line.StartsWith("the last hour brought 0 bad of 0,", StringComparison.Ordinal) || line == "0: the budget is exhausted");
    }

    [Fact]
    public async Task Explained_is_what_the_app_shows_by_the_adjustments_that_it_evaluated_by()
    {
        var scene = new EvaluatorScene(slos: 1);
        var slo = scene.Policy.Objectives[0].Slo.Id;
        using var evaluator = scene.Start();
        var through = Minute.Containing(scene.Time.GetUtcNow());
        var incident = SomeAdjustments.Of(slo, AdjustmentKind.ExcludedIncident, new MinuteRange(through - 500, through - 300));
        await scene.Adjustments.AddAsync(incident, TestContext.Current.CancellationToken);
        await scene.Adjustments.AddAsync(SomeAdjustments.Of(slo, AdjustmentKind.Correction, new MinuteRange(through - 3000, through - 2700), bad: 77), TestContext.Current.CancellationToken);
        await evaluator.RunAsync(scene.Policy, 0, TestContext.Current.CancellationToken);
        var shown = scene.Store.SnapshotOf(slo);

        // Revoked since: counts again from the next evaluation on, which has not been.
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.Adjustments.RevokeAsync(incident.Id, scene.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        var evaluated = Assert.Single((await new StoredBudgets(scene.Store, scene.Adjustments).ReadAsync(scene.Policy.Objectives, TestContext.Current.CancellationToken)).Slos);
        var lines = LinesOf(evaluated);
        Assert.Equal(2, lines.Count(line => line.Contains(": leaves ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.EndsWith(FormattableString.Invariant($": leaves {shown.Budget.Bad:N0} bad of {shown.Budget.Total:N0}"), StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("other adjustments", StringComparison.Ordinal));

        var otherwise = LinesOf(evaluated with { Objective = scene.Policy.Objectives[0] });
        Assert.Contains(FormattableString.Invariant($"the app evaluated this by other adjustments than are known here and came to {shown.Budget.Bad:N0} bad of {shown.Budget.Total:N0}, which all that follows goes by"), otherwise);
    }

    /// <summary>Three days of the same minute over and over, explained.</summary>
    private static List<string> Explain(Bucket minute, params Adjustment[] adjustments)
    {
        var objective = new MadeAdjustments(adjustments).LaidOver(EvaluatorScene.ObjectiveOf("service-0"));
        var ledger = Ledger.StartingAt(Start).Append([.. Enumerable.Repeat(minute, 3 * Minute.PerDay)]);
        var snapshot = Evaluation.Since(objective.Slo, ledger, ledger.Through - 60, EvaluatorScene.Noon, "test");
        return LinesOf(new EvaluatedSlo(objective, ledger, snapshot));
    }

    private static List<string> LinesOf(EvaluatedSlo evaluated)
    {
        var decision = ReleaseDecision.For(evaluated.Snapshot, evaluated.Objective.Gate, ChangeKind.Standard, signOff: null, EvaluatorScene.Noon);
        return [.. BudgetExplanation.Of(evaluated, decision).SelectMany(part => part.Lines)];
    }
}
