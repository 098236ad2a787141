using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>OpenSLO documents that can be read, and what they become.</summary>
public sealed class OpenSloTests
{
    private static readonly Policy Example = PolicyTexts.Policy(File.ReadAllText(PolicyTexts.Config("examples", "openslo.yaml")), new() { ["PAGERDUTY_ROUTING_KEY"] = "0123456789abcdef0123456789abcdef" });

    [Fact]
    public void Each_objective_becomes_an_SLO_of_the_service() => Assert.Equal(
        ["search/availability", "search/minutes-hoped-for", "search/minutes-promised"],
        Example.Objectives.Select(objective => objective.Slo.Id.ToString()));

    [Fact]
    public void Events_and_windows_are_read()
    {
        var slo = Objective("availability").Slo;

        Assert.Equal((0.999m, SloWindow.Rolling(28), null), (slo.Target.Fraction, slo.Window, slo.Slices));
        Assert.Equal(
            new QuerySli
            {
                Source = "shop-prometheus",
                Bad = "sum(increase(http_requests_total{job=\"search\",code=~\"5..\"}[{{window}}]))",
                Total = "sum(increase(http_requests_total{job=\"search\"}[{{window}}]))",
            },
            Objective("availability").Sli);
    }

    [Fact]
    public void Timeslices_of_a_calendar_month_are_read()
    {
        var (promised, hoped) = (Objective("minutes-promised").Slo, Objective("minutes-hoped-for").Slo);

        Assert.Equal(SloWindow.Calendar(WindowKind.Month, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")), promised.Window);
        Assert.Equal((0.99m, new SliceRule(1, 0.95m)), (promised.Target.Fraction, promised.Slices));
        Assert.Equal((0.995m, new SliceRule(5, 0.95m)), (hoped.Target.Fraction, hoped.Slices));
        Assert.Equal(
            new QuerySli
            {
                Good = "sum(increase(http_request_duration_seconds_bucket{job=\"search\",le=\"0.5\"}[{{window}}]))",
                Total = "sum(increase(http_request_duration_seconds_count{job=\"search\"}[{{window}}]))",
            },
            Objective("minutes-promised").Sli);
        Assert.NotEmpty(promised.Rules);
    }

    [Fact]
    public void An_alert_policy_becomes_a_burn_rate_rule_and_who_is_told_of_it()
    {
        var objective = Objective("availability");

        var rule = Assert.Single(objective.Slo.Rules);
        Assert.Equal(("fast-burn", BurnSeverity.Fast, 60, 5, 14.4m), (rule.Name, rule.Severity, rule.WindowMinutes, rule.ConfirmWindowMinutes, rule.Multiplier));
        Assert.Equal(["pagerduty:search"], objective.Notification.Channels);
        Assert.Equal([NotificationEvents.FastBurn, NotificationEvents.Recovered], objective.Notification.When);
        Assert.Contains("pagerduty:search", Example.Channels.Keys);
    }

    [Fact]
    public void The_owner_is_the_label_of_the_SLO_or_else_of_its_service()
    {
        Assert.Equal("team-search, team-shop", Objective("availability").Slo.Owner);
        Assert.Equal("team-platform", Objective("minutes-promised").Slo.Owner);
    }

    [Fact]
    public void A_data_source_becomes_a_source()
    {
        Assert.Equal((new Uri("http://prometheus.monitoring:9090"), 45), (Example.Prometheus["shop-prometheus"].Url, Example.Prometheus["shop-prometheus"].SettleSeconds));
        Assert.Equal(["prometheus", "shop-prometheus"], Example.Prometheus.Keys.Order(StringComparer.Ordinal));
        Assert.StartsWith("openslo-v1-", Example.Version, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_of_a_folder_refer_to_each_other_and_to_our_own_files()
    {
        var sli = OpenSloTexts.Sli("metricSourceRef: main, type: prometheus");
        const string own = """
            policy:
              version: "2.0"
              sources: {main: {url: 'http://main:9090'}}
              services:
                - name: buying
                  sli: {journey: {method: all_met, members: [{service: web}]}}
                  slo: {target: 0.99, window_days: 28}
            """;

        var reading = OpenSloTexts.Read(OpenSloTexts.SloOf("answered"), sli, own);

        Assert.Equal([], PolicyTexts.Shown(reading));
        Assert.Equal("main", Assert.Single(reading.Policy!.Find("web")).Sli.Source);
        Assert.Equal(["main"], Assert.Single(reading.Policy.Find("buying")).Sli.Sources);
    }

    [Fact]
    public void Several_documents_and_files_add_SLOs_to_one_service()
    {
        var reading = OpenSloTexts.Read($"---\n{OpenSloTexts.Slo("a")}\n---\n{OpenSloTexts.Slo("b")}\n---\n", OpenSloTexts.Slo("c"));

        Assert.Equal([], PolicyTexts.Shown(reading));
        Assert.Equal(["web/a", "web/b", "web/c"], reading.Policy!.Find("web").Select(objective => objective.Slo.Id.ToString()));
    }

    [Fact]
    public void A_list_of_documents_is_read() => Assert.Equal(
        ["web/a", "web/b"],
        PolicyTexts.Policy(string.Join('\n', new[] { "a", "b" }.Select(name => "- " + OpenSloTexts.Slo(name).Replace("\n", "\n  ", StringComparison.Ordinal))))
            .Objectives.Select(objective => objective.Slo.Id.ToString()));

    [Fact]
    public void Objectives_without_a_name_are_called_after_their_targets() => Assert.Equal(
        ["web/a-95", "web/a-99.95"],
        PolicyTexts.Policy(OpenSloTexts.Slo("a", objectives: "[{target: 0.95}, {targetPercent: 99.95}]")).Objectives.Select(objective => objective.Slo.Id.ToString()));

    [Theory]
    [InlineData("{duration: 28d, isRolling: true}", "28 d")]
    [InlineData("{duration: 48h, isRolling: true}", "2 d")]
    [InlineData("{duration: 1w}", "7 d")]
    [InlineData("{duration: 1w, calendar: {startTime: 2026-01-05 00:00:00, timeZone: UTC}}", "week")]
    [InlineData("{duration: 1M, isRolling: false, calendar: {startTime: '2026-02-01'}}", "month")]
    [InlineData("{duration: 1Q, calendar: {startTime: 2026-04-01 00:00:00, timeZone: Europe/Berlin}}", "quarter (Europe/Berlin)")]
    [InlineData("{duration: 1Y, calendar: {startTime: 2026-01-01 00:00:00}}", "year")]
    public void Windows_are_read(string window, string expected) =>
        Assert.Equal(expected, PolicyTexts.Objective(OpenSloTexts.Slo(window: window)).Slo.Window.ToString());

    [Theory]
    [InlineData("5", 5)]
    [InlineData("10m", 10)]
    [InlineData("1h", 60)]
    public void Lengths_of_slices_are_read(string length, int minutes) => Assert.Equal(
        new SliceRule(minutes, 0.9m),
        PolicyTexts.Objective(OpenSloTexts.Slo(method: "Timeslices", objectives: $"[{{op: gt, target: 0.99, timeSliceTarget: 0.9, timeSliceWindow: {length}}}]")).Slo.Slices);

    [Theory]
    [InlineData("page", BurnSeverity.Fast)]
    [InlineData("fast", BurnSeverity.Fast)]
    [InlineData("ticket", BurnSeverity.Slow)]
    [InlineData("warning", BurnSeverity.Slow)]
    [InlineData("critical", BurnSeverity.Critical)]
    public void An_alert_policy_may_stand_inline(string severity, BurnSeverity expected)
    {
        var objective = PolicyTexts.Objective(OpenSloTexts.Slo(alerts: OpenSloTexts.InlineAlert(severity: severity, target: "teams:shop")));

        Assert.Equal(("burning", expected, 60, null), (objective.Slo.Rules[0].Name, objective.Slo.Rules[0].Severity, objective.Slo.Rules[0].WindowMinutes, objective.Slo.Rules[0].ConfirmWindowMinutes));
        Assert.Equal(["teams:shop"], objective.Notification.Channels);
    }

    [Fact]
    public void Keys_without_a_value_are_left_out()
    {
        var objective = PolicyTexts.Objective(OpenSloTexts.Slo(alerts: "# none yet") + "\n  description:\n");

        Assert.Equal(3, objective.Slo.Rules.Length);
    }

    [Fact]
    public void A_setting_may_stand_in_a_document() => Assert.Equal(
        "sum(increase(requests_total{cluster=\"east\",code!~\"5..\"}[{{window}}]))",
        Assert.IsType<QuerySli>(Assert.Single(PolicyTexts.Policy(OpenSloTexts.Slo().Replace("requests_total{code", "requests_total{cluster=\"${CLUSTER}\",code", StringComparison.Ordinal), new() { ["CLUSTER"] = "east" }).Objectives).Sli).Good);

    private static Objective Objective(string slo) => Assert.Single(Example.Find("search", slo));
}
