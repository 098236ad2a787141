using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Evaluate;
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

    /// <summary>Three days of the same minute over and over, explained.</summary>
    private static List<string> Explain(Bucket minute)
    {
        var objective = EvaluatorScene.ObjectiveOf("service-0");
        var ledger = Ledger.StartingAt(Start).Append([.. Enumerable.Repeat(minute, 3 * Minute.PerDay)]);
        var snapshot = Evaluation.Since(objective.Slo, ledger, ledger.Through - 60, EvaluatorScene.Noon, "test");
        var decision = ReleaseDecision.For(snapshot, objective.Gate, ChangeKind.Standard, signOff: null, EvaluatorScene.Noon);
        return [.. BudgetExplanation.Of(new EvaluatedSlo(objective, ledger, snapshot), decision).SelectMany(part => part.Lines)];
    }
}
