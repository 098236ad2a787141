using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class FullExampleTests
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["MIMIR_PASSWORD"] = "mimir-secret",
        ["THANOS_URL"] = "https://thanos.example.com/",
        ["THANOS_TOKEN"] = "thanos-secret",
    };

    private readonly Policy _policy = PolicyTexts.Policy(File.ReadAllText(PolicyTexts.Config("examples", "full.yaml")), Settings);

    [Fact]
    public void The_top_is_read()
    {
        Assert.Equal((4, 400), (_policy.Shards, _policy.RetentionDays));
        Assert.Equal(730, _policy.AuditRetentionDays);
        Assert.Equal(
            ["payment-gateway/latency", "shop/availability", "shop/checkout-minutes", "shop/orders", "shop/search"],
            _policy.Objectives.Select(objective => objective.Slo.Id.ToString()));
    }

    [Fact]
    public void The_sources_are_read_with_their_credentials()
    {
        var prometheus = _policy.Prometheus["prometheus"];
        Assert.Equal(new Uri("http://prometheus.monitoring:9090"), prometheus.Url);
        Assert.Equal((20, 45, 720), (prometheus.TimeoutSeconds, prometheus.SettleSeconds, prometheus.GapLimitMinutes));

        var mimir = _policy.Prometheus["mimir"];
        Assert.Equal(new BasicCredentials("error-budget", "mimir-secret"), mimir.Basic);
        Assert.Equal([new("X-Scope-OrgID", "shop"), new("X-Team", "payments")], mimir.Headers.OrderBy(header => header.Key, StringComparer.Ordinal));
        Assert.Equal(new TlsFiles("/etc/ssl/example-ca.pem", "/etc/ssl/client.pem", "/etc/ssl/client-key.pem"), mimir.Tls);
        Assert.Equal((30, 30, 1440), (mimir.TimeoutSeconds, mimir.SettleSeconds, mimir.GapLimitMinutes));

        Assert.Equal((new Uri("https://thanos.example.com/"), "thanos-secret"), (_policy.Prometheus["thanos"].Url, _policy.Prometheus["thanos"].BearerToken));
        Assert.True(_policy.Prometheus["azure"].AzureManaged);
        Assert.Equal(4, _policy.Prometheus.Count);
    }

    [Fact]
    public void A_service_with_one_SLO_is_read()
    {
        var objective = Objective("payment-gateway", "latency");

        Assert.Equal("team-payments", objective.Slo.Owner);
        var fast = Assert.Single(objective.Slo.Rules);
        Assert.Equal(("fast", 60, 5, 14.4m), (fast.Name, fast.WindowMinutes, fast.ConfirmWindowMinutes, fast.Multiplier));
        Assert.Equal(new ZoneThresholds { StandardAbovePct = 80, MonitorFromPct = 50, SignOffFromPct = 20, FreezeAfterDays = 7 }, objective.Slo.Zones);
        Assert.Equal((true, 1440), (objective.Gate.ApprovalOverride, objective.Gate.SignOffMaxMinutes));
        Assert.Equal(["slack:#payments", "pagerduty:escalation-tier-2", "teams:payments", "webhook:audit"], objective.Notification.Channels);
        Assert.Equal(NotificationEvents.All, objective.Notification.When);
    }

    [Fact]
    public void A_calendar_SLO_on_labels_is_read()
    {
        var objective = Objective("shop", "availability");

        Assert.Equal("team-shop", objective.Slo.Owner);
        Assert.Equal(SloWindow.Calendar(WindowKind.Month, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")), objective.Slo.Window);
        var sli = Assert.IsType<MetricSli>(objective.Sli);
        Assert.Equal(("mimir", "job", "shop-frontend", "code"), (sli.Source, sli.ServiceLabel, sli.Service, sli.StatusLabel));
        Assert.Equal([new LabelMatcher("env", "=", "prod")], sli.Matchers);
        Assert.Equal(["slack:#reliability"], objective.Notification.Channels);
        Assert.Equal(
            [("fast", BurnSeverity.Fast, 60, 5, 14.4m), ("slow", BurnSeverity.Slow, 360, 30, 6m), ("drip", BurnSeverity.Critical, 4320, (int?)null, 1m)],
            objective.Slo.Rules.Select(rule => (rule.Name, rule.Severity, rule.WindowMinutes, rule.ConfirmWindowMinutes, rule.Multiplier)));
        Assert.Equal([2, 2, 10], objective.Slo.Rules.Select(rule => rule.Guards.MinimumBad));
    }

    [Fact]
    public void An_SLO_of_timeslices_is_read()
    {
        var objective = Objective("shop", "checkout-minutes");

        Assert.Equal(("team-platform", SloWindow.Rolling(28)), (objective.Slo.Owner, objective.Slo.Window));
        Assert.Equal((5, 0.99m), (objective.Slo.Slices!.Minutes, objective.Slo.Slices.Target));
        Assert.Empty(objective.Slo.Rules);
        Assert.Equal(25, objective.Slo.Zones.SignOffFromPct);
        Assert.Equal(
            ["""route="/checkout" """.Trim(), """user_agent!~".*(bot|probe).*" """.Trim()],
            Assert.IsType<MetricSli>(objective.Sli).Matchers.Select(matcher => matcher.ToString()));
    }

    [Fact]
    public void SLOs_of_queries_are_read()
    {
        var orders = Assert.IsType<QuerySli>(Objective("shop", "orders").Sli);
        Assert.Equal(
            ("azure", null, "sum(increase(orders_failed_total[{{window}}]))", "sum(increase(orders_total[{{window}}]))"),
            (orders.Source, orders.Good, orders.Bad, orders.Total));

        var search = Assert.IsType<QuerySli>(Objective("shop", "search").Sli);
        Assert.Equal(("prometheus", null), (search.Source, search.Bad));
        Assert.NotNull(search.Good);
        Assert.Equal(SloWindow.Calendar(WindowKind.Quarter), Objective("shop", "search").Slo.Window);
    }

    private Objective Objective(string service, string slo) => Assert.Single(_policy.Objectives, objective => objective.Slo.Id == new SloId(service, slo));
}
