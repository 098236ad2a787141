using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Dashboard;

namespace ErrorBudgetFunctions.Tests;

/// <summary>The pages, made of snapshots: what people read, and that nothing in a name becomes markup.</summary>
public sealed class DashboardTests
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_needs_attention_comes_first()
    {
        var html = BudgetsPage.Of([(Objective("calm"), Snapshot("calm", bad: 10)), (Objective("spent"), Snapshot("spent", bad: 1_200)), (Objective("new"), null)], "").ToString();

        Assert.Contains("Objectives: 3. In need of attention, or unknown: 2.", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf(">spent<", StringComparison.Ordinal) < html.IndexOf(">calm<", StringComparison.Ordinal));
        Assert.Contains("-20.0 %", html, StringComparison.Ordinal);
        Assert.Contains("99.0 %", html, StringComparison.Ordinal);
        Assert.Contains("unknown", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_says_what_is_left_and_what_the_gate_says()
    {
        var history = Enumerable.Range(0, 30).Select(day => new HistoryPoint(Minute.Containing(_noon) - ((30 - day) * Minute.PerDay), Tally.Zero, new Budget(new Target(0.999m), 40 * day, 1_000_000, true), 0)).ToList();
        var html = BudgetPage.Of(Objective("spent"), Snapshot("spent", bad: 1_200), history, _noon, "?code=k").ToString();

        Assert.Contains("-20.0 % of the budget is left: 1,200 bad of 1,000,000, 1,000 are allowed", html, StringComparison.Ordinal);
        Assert.Contains("May it be released? No (block)", html, StringComparison.Ordinal);
        Assert.Contains("../../dashboard?code=k", html, StringComparison.Ordinal);
        Assert.Contains("<polyline points=\"0,0 ", html, StringComparison.Ordinal);
        Assert.Contains("14.4", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_text_and_never_markup()
    {
        var hostile = Objective("<script>alert(1)</script>\"'&");
        foreach (var html in (string[])[BudgetsPage.Of([(hostile, Snapshot(hostile.Slo.Id.Service, 10))], "").ToString(), BudgetPage.Of(hostile, Snapshot(hostile.Slo.Id.Service, 10), [], _noon, "").ToString()])
        {
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_objective_that_was_never_evaluated_says_so() =>
        Assert.Contains("has not been evaluated yet", BudgetPage.Of(Objective("new"), null, [], _noon, "").ToString(), StringComparison.Ordinal);

    private static Objective Objective(string service) => new()
    {
        Slo = new Slo { Id = new SloId(service, "availability"), Target = new Target(0.999m), Window = SloWindow.Rolling(30), Rules = [Rule], Owner = "team-shop" },
        Sli = new PushedSli(),
    };

    private static BurnRateRule Rule { get; } = new() { Name = "fast", Severity = BurnSeverity.Fast, WindowMinutes = 60, ConfirmWindowMinutes = 5, Multiplier = 14.4m, HoldMinutes = 5 };

    private static Snapshot Snapshot(string service, long bad)
    {
        var (through, budget) = (Minute.Containing(_noon), new Budget(new Target(0.999m), bad, 1_000_000, true));
        return new Snapshot
        {
            Id = new SloId(service, "availability"),
            Owner = "team-shop",
            EvaluatedAt = _noon,
            DataThrough = through,
            LastKnown = through,
            CoveredFrom = through - (30 * Minute.PerDay),
            Window = SloWindow.Rolling(30),
            Budget = budget,
            State = budget.IsMet ? SloState.Met : SloState.Missed,
            Zone = ZoneThresholds.Default.ZoneOf(budget, 0),
            Zones = ZoneThresholds.Default,
            Rules = [new RuleSnapshot(Rule, new BurnRate(2, 1_000, true), null, Alert.None)],
            Coverage = 1,
            PolicyVersion = "v1",
        };
    }
}
