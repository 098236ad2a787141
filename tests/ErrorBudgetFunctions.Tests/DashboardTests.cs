using ErrorBudget;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Dashboard;

namespace ErrorBudgetFunctions.Tests;

/// <summary>The pages, made of snapshots: what people read, and that nothing in a name becomes markup.</summary>
public sealed class DashboardTests
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly PageLinks _links = new("../../", "k y");

    [Fact]
    public void What_needs_attention_comes_first_with_the_reason()
    {
        var html = Overview([Stands("calm", bad: 10), Stands("spent", bad: 1_200), Stands("new", null)]);

        Assert.Contains("2 of 3 objectives need attention.", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf(">spent/availability<", StringComparison.Ordinal) < html.IndexOf(">calm/availability<", StringComparison.Ordinal));
        Assert.Contains("<li>remaining -20 % is below 20 %: 1,200 bad of 1,000,000 events in 30 d allow 1,000</li>", html, StringComparison.Ordinal);
        Assert.Contains("<li>this SLO has not been evaluated yet: no data</li>", html, StringComparison.Ordinal);
        Assert.Contains("-20.0 %", html, StringComparison.Ordinal);
        Assert.Contains("99.0 %", html, StringComparison.Ordinal);
        Assert.Contains("dashboard/spent/availability?code=k%20y", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_burns_fast_is_first_and_red_however_much_is_left()
    {
        var calm = Stands("burning", bad: 10);
        var burning = calm with
        {
            Snapshot = calm.Snapshot! with { Rules = [new RuleSnapshot(Rule, new BurnRate(20, 1_000, true), null, new Alert { Phase = AlertPhase.Firing, FiredAt = Minute.Containing(_noon) - 5 })] },
        };
        var html = Overview([Stands("spent", bad: 1_200), burning]);
        Assert.True(html.IndexOf(">burning/availability<", StringComparison.Ordinal) < html.IndexOf(">spent/availability<", StringComparison.Ordinal));
        Assert.StartsWith("""<section class="card stop"><h3><a href="../../dashboard/burning/""", html[html.IndexOf("<section", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("""<span class="pill stop">burns fast</span>""", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_that_cannot_be_read_is_unknown_and_says_why()
    {
        var damaged = Stands("damaged", null).Objective;
        var html = Overview([Stands("calm", bad: 10), Standing.Of(damaged, null, _noon, "Row 'x' of table <y> is damaged.")]);
        Assert.Contains("<li>this SLO&#x27;s budget cannot be read: Row &#x27;x&#x27; of table &lt;y&gt; is damaged.</li>", html, StringComparison.Ordinal);
        Assert.Contains("1 of 2 objectives needs attention.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quiet_week_is_one_sentence()
    {
        var html = Overview([Stands("calm", bad: 10), Stands("calmer", bad: 1)]);
        Assert.Contains("All 2 objectives have budget to release freely.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Needs attention", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blocked_release_that_a_sign_off_would_open_says_so()
    {
        var spent = Stands("spent", bad: 1_200);
        var html = Page(Standing.Of(spent.Objective with { Gate = GateRules.Default with { ApprovalOverride = true } }, spent.Snapshot, _noon));
        Assert.Contains("""<td>standard</td><td><span class="pill stop">no, unless signed off</span></td>""", html, StringComparison.Ordinal);
        Assert.Contains("""<td>critical</td><td><span class="pill ask">with a sign-off</span></td>""", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_sees_only_their_own()
    {
        var html = Overview([Stands("mine", bad: 10), Stands("theirs", bad: 1_200, owner: "others")], owner: "team-shop");
        Assert.Contains("Error budgets of team-shop", html, StringComparison.Ordinal);
        Assert.Contains("mine/availability", html, StringComparison.Ordinal);
        Assert.DoesNotContain("theirs/availability", html, StringComparison.Ordinal);
        Assert.Contains("dashboard?code=k%20y&amp;owner=others", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_policy_is_told_at_the_top() =>
        Assert.Contains("policy.yaml(3,7): &#x27;taget&#x27; is not a key", Overview([Stands("calm", bad: 10)], refusal: "policy.yaml(3,7): 'taget' is not a key"), StringComparison.Ordinal);

    [Fact]
    public void A_page_says_what_is_left_what_the_gate_says_and_when_it_was_spent()
    {
        var html = Page(Stands("spent", bad: 1_200), Past());

        Assert.Contains("<b>-20.0 %</b>of the budget left", html, StringComparison.Ordinal);
        Assert.Contains("<b>1,200</b>bad of 1,000,000 events", html, StringComparison.Ordinal);
        Assert.Contains("""May it be released? <span class="pill stop">no</span>""", html, StringComparison.Ordinal);
        Assert.Contains("""<td>rollback</td><td><span class="pill good">yes</span></td>""", html, StringComparison.Ordinal);
        Assert.Contains($"""<td>critical</td><td><span class="pill stop">no</span></td>""", html, StringComparison.Ordinal);
        Assert.Contains("""<td>2026-11-22 12:00 UTC</td><td class="n">29 of 1,000</td><td class="n">2.9 %</td>""", html, StringComparison.Ordinal);
        Assert.Contains("../../dashboard?code=k%20y", html, StringComparison.Ordinal);
        Assert.Contains("14.4", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_burn_down_ends_at_what_is_left_now()
    {
        var html = Page(Stands("spent", bad: 1_200), Past());
        var line = html.Split("<polyline class=\"line\" points=\"")[1].Split('"')[0].Split(' ');
        Assert.Equal(30, line.Length);
        Assert.Equal("75.6,14", line[0]);
        Assert.Equal("760,184", line[^1]);
        Assert.Contains(">-20 %</text>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unknown_is_a_gap_in_the_line()
    {
        Assert.Equal(1, Count(Page(Stands("calm", bad: 10), Past()), "<polyline"));
        Assert.Equal(2, Count(Page(Stands("calm", bad: 10), Past(day => day is >= 10 and <= 12)), "<polyline"));
    }

    [Fact]
    public void Sign_offs_and_decisions_are_told_with_who_and_why()
    {
        var signOff = new SignOff
        {
            Id = new SignOffId("spent", Guid.CreateVersion7(_noon)), Approver = "ada", Reason = "Black Friday", CreatedAt = _noon, ExpiresAt = _noon.AddHours(1),
        };
        var granted = new AuditEntry(Guid.CreateVersion7(_noon), _noon, AuditEvent.SignOffGranted, "spent", null, "key:approver", "v1") { SignOff = signOff };
        var decided = new AuditEntry(Guid.CreateVersion7(_noon), _noon, AuditEvent.Decided, "spent", "availability", "key:gate", "v1")
        {
            Decision = new AuditedDecision(ChangeKind.Standard, DecisionKind.Block, false, ["remaining 1 % is below 20 %"], 0.999m, 1, 2, 1, [], _noon, "run-7", null),
        };
        var html = Page(Stands("spent", bad: 1_200), null, [signOff], [decided, granted, decided with { Slo = "latency" }]);
        Assert.Contains("""<h2>May it be released without a sign-off? <span class="pill stop">no</span></h2>""", html, StringComparison.Ordinal);
        Assert.Contains("ada signed off every change until 2026-11-23 13:00 UTC: Black Friday", html, StringComparison.Ordinal);
        Assert.Contains("<td>block for a standard change, run run-7</td><td>key:gate</td><td>remaining 1 % is below 20 %</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>signed off by ada until 2026-11-23 13:00 UTC</td><td>key:approver</td><td>Black Friday</td>", html, StringComparison.Ordinal);
        Assert.Equal(1, Count(html, "block for a standard change"));
    }

    [Fact]
    public void Of_a_refused_policy_every_mistake_stands_on_a_line_of_its_own() =>
        Assert.Contains("<li>a.yaml(3,7): one</li><li>a.yaml(4,7): two</li>", Overview([Stands("calm", bad: 10)], refusal: "a.yaml(3,7): one\na.yaml(4,7): two"), StringComparison.Ordinal);

    [Theory]
    [InlineData("/api/dashboard")]
    [InlineData("/api/dashboard/")]
    [InlineData("/api/dashboard/shop/availability")]
    [InlineData("/api/dashboard/shop/availability/")]
    [InlineData("/api/dashboard/a%2Fb/availability")]
    public void From_every_page_the_links_lead_to_the_others(string path)
    {
        var (page, links) = (new Uri($"https://app.example{path}"), PageLinks.From(path, "key"));
        Assert.Equal("https://app.example/api/dashboard?code=key", new Uri(page, links.All()).AbsoluteUri);
        Assert.Equal("https://app.example/api/dashboard/shop/latency?code=key", new Uri(page, links.Of(new SloId("shop", "latency"))).AbsoluteUri);
    }

    [Fact]
    public void A_name_is_text_and_never_markup()
    {
        var hostile = Stands("<script>alert(1)</script>\"'&", bad: 1_200);
        foreach (var html in (string[])[Overview([hostile]), Page(hostile)])
        {
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_objective_that_was_never_evaluated_says_so() =>
        Assert.Contains("has not been evaluated yet", Page(Stands("new", null)), StringComparison.Ordinal);

    private static string Overview(IReadOnlyList<Standing> all, string? owner = null, string? refusal = null) => BudgetsPage.Of(all, owner, "v1", refusal, _links).ToString();

    private static string Page(Standing standing, BurnDown? burnDown = null, IReadOnlyList<SignOff>? signOffs = null, IReadOnlyList<AuditEntry>? latest = null) =>
        new BudgetPage(standing, burnDown, signOffs ?? [], latest ?? [], _noon).Write(_links).ToString();

    /// <summary>Thirty days that spent the budget evenly down to -20 %.</summary>
    private static BurnDown Past(Func<int, bool>? isUnknown = null)
    {
        var start = Minute.Containing(_noon) - (30 * Minute.PerDay);
        return new BurnDown(
            new MinuteRange(start, Minute.Containing(_noon)),
            Minute.PerDay,
            [.. Enumerable.Range(0, 30).Select(day => new BurnDownStep(start + (day * Minute.PerDay), isUnknown?.Invoke(day) == true ? null : 40, 33, 100 - (120m * day / 29), 0))],
            [new WorstHour(Minute.Containing(_noon) - Minute.PerDay, 29, 1_000, 2.9m)]);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static Standing Stands(string service, long? bad, string owner = "team-shop")
    {
        var objective = Objective(service);
        return Standing.Of(objective with { Slo = objective.Slo with { Owner = owner } }, bad is { } some ? Snapshot(service, some) : null, _noon);
    }

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
