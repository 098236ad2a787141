using System.Text.RegularExpressions;
using ErrorBudget;
using ErrorBudget.Pipeline.Storage;
using ErrorBudgetFunctions.Metrics;
using static ErrorBudgetFunctions.Tests.Metrics.MetricScene;

namespace ErrorBudgetFunctions.Tests.Metrics;

/// <summary>What the metrics say of what was read, and that they say nothing of what is unknown.</summary>
public sealed partial class MetricCatalogueTests
{
    private const string Checkout = "service=\"checkout\",slo=\"availability\"";

    private static readonly BurnRateRule _fast = new() { Name = "page", Severity = BurnSeverity.Fast, WindowMinutes = 60, ConfirmWindowMinutes = 5, Multiplier = 14.4m };
    private static readonly BurnRateRule _slow = new() { Name = "slow", Severity = BurnSeverity.Slow, WindowMinutes = 1440, Multiplier = 6 };

    [Fact]
    public void Published_names_have_the_labels_service_and_slo_and_no_others()
    {
        var objective = Objective("checkout");
        var state = State(Read(objective, Snapshot(objective, bad: 1_200) with { Rules = [Rule(_fast, 72, 1), Rule(_slow, 6)] }));
        Assert.Equal($"{{{Checkout}}} -20", Assert.Single(SamplesOf(state, "error_budget_remaining_pct")));
        Assert.Equal($"{{{Checkout}}} 1200", Assert.Single(SamplesOf(state, "error_budget_consumed_total")));
        Assert.Equal($"{{{Checkout}}} 72", Assert.Single(SamplesOf(state, "burn_rate_fast")));
        Assert.Equal($"{{{Checkout}}} 6", Assert.Single(SamplesOf(state, "burn_rate_slow")));
    }

    [Fact]
    public void What_an_SLO_is_about_stands_in_one_series()
    {
        var objective = Objective("checkout");
        var state = State(Read(objective, Snapshot(objective, 0)));
        Assert.Equal($"{{{Checkout},owner=\"team-shop\",window=\"30d\",unit=\"events\",runbook=\"https://wiki.example.com/shop?a=1&b=2\"}} 1", Assert.Single(SamplesOf(state, "error_budget_slo_info")));
        Assert.Equal($"{{{Checkout}}} 0.999", Assert.Single(SamplesOf(state, "error_budget_target_ratio")));
        Assert.Equal([$"{{{Checkout},result=\"good\"}} 1000000", $"{{{Checkout},result=\"bad\"}} 0"], SamplesOf(state, "error_budget_window_events"));
    }

    [Fact]
    public void Exactly_one_series_of_each_state_is_1()
    {
        var (spent, fresh) = (Objective("spent"), Objective("fresh"));
        var state = State(Read(spent, Snapshot(spent, bad: 1_200)), Read(fresh, null));
        (string Metric, string Spent, string Fresh, int Words)[] states =
        [
            ("error_budget_state", "state=\"missed\"", "state=\"unknown\"", 3),
            ("error_budget_zone", "zone=\"block\"", "zone=\"unknown\"", 6),
            ("error_budget_gate_decision", "decision=\"block\"", "decision=\"unknown\"", 6),
            ("error_budget_alert_state", "alert_state=\"HEALTHY\"", "alert_state=\"UNKNOWN\"", 5),
        ];
        foreach (var (metric, expected, unknown, words) in states)
        {
            var samples = SamplesOf(state, metric);
            Assert.Equal((metric, 2 * words), (metric, samples.Count));
            Assert.Equal([$"{{service=\"spent\",slo=\"availability\",{expected}}} 1", $"{{service=\"fresh\",slo=\"availability\",{unknown}}} 1"], samples.Where(sample => sample.EndsWith(" 1", StringComparison.Ordinal)));
            Assert.Equal((2 * words) - 2, samples.Count(sample => sample.EndsWith(" 0", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_rule_has_its_windows_its_threshold_and_whether_it_fires()
    {
        var objective = Objective("checkout");
        var firing = Rule(_fast, 72, 20) with { Alert = new Alert { Phase = AlertPhase.Firing, FiredAt = Minute.Containing(Noon) } };
        var state = State(Read(objective, Snapshot(objective, 0) with { Rules = [firing, Rule(_slow, 6)] }));
        Assert.Equal([$"{{{Checkout},rule=\"page\",window=\"1h\"}} 72", $"{{{Checkout},rule=\"page\",window=\"5m\"}} 20", $"{{{Checkout},rule=\"slow\",window=\"1d\"}} 6"], SamplesOf(state, "error_budget_burn_rate"));
        Assert.Equal([$"{{{Checkout},rule=\"page\",severity=\"fast\"}} 14.4", $"{{{Checkout},rule=\"slow\",severity=\"slow\"}} 6"], SamplesOf(state, "error_budget_burn_rate_threshold"));
        Assert.Equal([$"{{{Checkout},rule=\"page\",severity=\"fast\"}} 1", $"{{{Checkout},rule=\"slow\",severity=\"slow\"}} 0"], SamplesOf(state, "error_budget_rule_active"));
    }

    [Fact]
    public void What_is_unknown_has_no_series_and_never_reads_as_0()
    {
        var objective = Objective("checkout");
        var snapshot = Snapshot(objective, 0) with { Budget = new Budget(objective.Slo.Target, 0, 0, IsKnown: false), State = SloState.Unknown, Zone = Zone.Unknown, Rules = [new RuleSnapshot(_fast, default, default(BurnRate), Alert.None)] };
        string[] numbers =
        [
            "error_budget_remaining_pct", "error_budget_consumed_total", "error_budget_window_events", "error_budget_sli_ratio", "burn_rate_fast", "burn_rate_slow", "error_budget_burn_rate",
            "error_budget_time_to_exhaustion_seconds", "error_budget_exhausted_since_timestamp_seconds",
        ];
        foreach (var state in (StateReading[])[State(Read(objective, snapshot)), State(Read(objective, null)), State(Unreadable(objective))])
            Assert.All(numbers, number => Assert.Empty(SamplesOf(state, number)));
    }

    [Fact]
    public void What_cannot_be_read_has_no_state_but_is_seen_to_be_missing()
    {
        var (good, damaged) = (Objective("good"), Objective("damaged"));
        var state = State(Read(good, Snapshot(good, 0)), Unreadable(damaged)) with { Runs = null, SignOffs = null, Undelivered = null };
        Assert.Equal(2, SamplesOf(state, "error_budget_slo_info").Count);
        foreach (var metric in (string[])["error_budget_state", "error_budget_zone", "error_budget_gate_decision", "error_budget_alert_state", "error_budget_evaluated_timestamp_seconds"])
        {
            Assert.NotEmpty(SamplesOf(state, metric));
            Assert.DoesNotContain(SamplesOf(state, metric), sample => sample.Contains("damaged", StringComparison.Ordinal));
        }

        foreach (var metric in (string[])["error_budget_sign_offs_in_force", "error_budget_undelivered_errands", "error_budget_evaluated_slos"]) Assert.Empty(SamplesOf(state, metric));
        Assert.Equal(["{part=\"snapshots\"} 0", "{part=\"runs\"} 0", "{part=\"sign_offs\"} 0", "{part=\"undelivered\"} 0"], SamplesOf(state, "error_budget_scrape_success"));
        Assert.All(SamplesOf(State(Read(good, null)), "error_budget_scrape_success"), sample => Assert.EndsWith(" 1", sample, StringComparison.Ordinal));
    }

    [Fact]
    public void Sign_offs_in_force_are_counted_for_every_service_of_the_policy()
    {
        var (one, other) = (Objective("one"), Objective("other"));
        var signOff = new SignOff { Id = new SignOffId("one", Guid.CreateVersion7(Noon)), Approver = "Ada", Reason = "why", CreatedAt = Noon.AddHours(-2), ExpiresAt = Noon.AddHours(1) };
        var state = State(Read(one, null), Read(other, null)) with
        {
            SignOffs = [signOff, signOff with { RevokedAt = Noon.AddHours(-1) }, signOff with { ExpiresAt = Noon }, signOff with { Id = new SignOffId("gone", signOff.Id.Number) }],
        };
        Assert.Equal(["{service=\"one\"} 1", "{service=\"other\"} 0"], SamplesOf(state, "error_budget_sign_offs_in_force"));
    }

    [Fact]
    public void Shards_that_the_policy_no_longer_has_are_left_out()
    {
        var run = new RunReport(0, Noon.AddSeconds(-1.5), Noon, Minute.Containing(Noon), 7, 2, "v1", ["one", "two"]);
        var state = State() with { Runs = [run, run with { Shard = 1 }] };
        Assert.Equal("{shard=\"0\"} 1.5", Assert.Single(SamplesOf(state, "error_budget_evaluation_duration_seconds")));
        Assert.Equal("{shard=\"0\"} 2", Assert.Single(SamplesOf(state, "error_budget_evaluation_problems")));
    }

    [Fact]
    public void A_refused_policy_shows_also_where_none_is_in_force()
    {
        var state = State() with { Policy = null, IsPolicyRefused = true, Problems = 2 };
        Assert.Equal(" 1", Assert.Single(SamplesOf(state, "error_budget_policy_refused")));
        Assert.Equal(" 0", Assert.Single(SamplesOf(state, "error_budget_healthy")));
        Assert.Equal(" 2", Assert.Single(SamplesOf(state, "error_budget_problems")));
        Assert.Empty(SamplesOf(state, "error_budget_policy_info"));
    }

    [Fact]
    public void Every_metric_is_one_block_with_a_head_and_no_series_is_there_twice()
    {
        var objective = Objective("checkout");
        var text = TextOf(State(Read(objective, Snapshot(objective, 10) with { Rules = [Rule(_fast, 1, 2), Rule(_slow, 3)] })));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text[..^1].Split('\n');
        var seen = new HashSet<string>();
        var (metric, heads) = ("", new HashSet<string>());
        foreach (var line in lines)
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) Assert.True(heads.Add(metric = line.Split(' ')[2]), line);
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) Assert.Equal(metric, line.Split(' ')[2]);
            else Assert.True(Sample().Match(line) is { Success: true } match && match.Groups["name"].Value == metric && seen.Add(match.Groups["series"].Value), line);
        }

        Assert.Equal(MetricCatalogue.All.Select(known => known.Name).Order(StringComparer.Ordinal), heads.Order(StringComparer.Ordinal));
    }

    private static RuleSnapshot Rule(BurnRateRule rule, long bad, long? confirm = null) =>
        new(rule, new BurnRate(bad, 1_000, IsKnown: true), confirm is { } count ? new BurnRate(count, 1_000, IsKnown: true) : null, Alert.None);

    [GeneratedRegex(@"^(?<series>(?<name>[a-z_]+)(\{[^}]*\})?) (?<value>-?[0-9][0-9.E+-]*)$")]
    private static partial Regex Sample();
}
