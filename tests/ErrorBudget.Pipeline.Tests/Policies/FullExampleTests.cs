using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class FullExampleTests
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string KeyBefore = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["MIMIR_PASSWORD"] = "mimir-secret",
        ["THANOS_URL"] = "https://thanos.example.com/",
        ["THANOS_TOKEN"] = "thanos-secret",
        ["SLACK_WEBHOOK"] = "https://hooks.slack.com/services/T0/B0/x",
        ["SLACK_TOKEN"] = "xoxb-1",
        ["PAGERDUTY_KEY"] = "0123456789abcdef0123456789abcdef",
        ["TEAMS_WEBHOOK"] = "https://example.logic.azure.com/workflows/1?sig=abc",
        ["AUDIT_URL"] = "https://audit.example.com/events",
        ["AUDIT_KEY"] = Key,
        ["AUDIT_KEY_BEFORE"] = KeyBefore,
        ["GITHUB_TOKEN"] = "github-secret",
        ["BOARDS_TOKEN"] = "boards-secret",
        ["JIRA_TOKEN"] = "jira-secret",
        ["APPCONFIG_KEY"] = "YXBwLWNvbmZpZy1rZXk=",
        ["FLAGS_URL"] = "https://flags.example.com/hook",
        ["FLAGS_KEY"] = Key,
    };

    private readonly Policy _policy = PolicyTexts.Policy(File.ReadAllText(PolicyTexts.Config("examples", "full.yaml")), Settings);

    [Fact]
    public void The_top_is_read()
    {
        Assert.Equal((4, 400), (_policy.Shards, _policy.RetentionDays));
        Assert.Equal(730, _policy.AuditRetentionDays);
        Assert.Equal(new Uri("https://budgets.example.com"), _policy.Site);
        Assert.Equal(["slack:#reliability"], _policy.Operators);
        Assert.Equal(
            ["buying/minutes", "buying/requests", "payment-gateway/latency", "shop/availability", "shop/checkout-minutes", "shop/exports", "shop/files", "shop/nightly-export", "shop/orders", "shop/payments", "shop/search"],
            _policy.Objectives.Select(objective => objective.Slo.Id.ToString()));
    }

    [Fact]
    public void The_sources_are_read_with_their_credentials()
    {
        var prometheus = _policy.Prometheus["prometheus"];
        Assert.Equal(new Uri("http://prometheus.monitoring:9090"), prometheus.Url);
        Assert.Equal((20, 45, 5, 720), (prometheus.TimeoutSeconds, prometheus.SettleSeconds, prometheus.ResettleMinutes, prometheus.GapLimitMinutes));

        var mimir = _policy.Prometheus["mimir"];
        Assert.Equal(new BasicCredentials("error-budget", "mimir-secret"), mimir.Basic);
        Assert.Equal([new("X-Scope-OrgID", "shop"), new("X-Team", "payments")], mimir.Headers.OrderBy(header => header.Key, StringComparer.Ordinal));
        Assert.Equal(new TlsFiles("/etc/ssl/example-ca.pem", "/etc/ssl/client.pem", "/etc/ssl/client-key.pem"), mimir.Tls);
        Assert.Equal((30, 30, 0, 1440), (mimir.TimeoutSeconds, mimir.SettleSeconds, mimir.ResettleMinutes, mimir.GapLimitMinutes));

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

    [Fact]
    public void An_SLO_of_pushed_counts_is_read()
    {
        var settings = Assert.IsType<PushedSli>(Objective("shop", "nightly-export").Sli).Settings;
        Assert.Equal((300, 720, 730), (settings.SettleSeconds, settings.LatenessMinutes, settings.ResettleMinutes));
    }

    [Fact]
    public void Journeys_are_read_with_their_members()
    {
        var requests = Assert.IsType<JourneySli>(Objective("buying", "requests").Sli);
        Assert.Equal((JourneyMethod.WeightedSum, MissingMember.Ignore), (requests.Rule.Method, requests.Rule.Missing));
        Assert.Equal([("shop/search", 1), ("shop/orders", 3)], requests.Members.Select(member => (member.Objective.Slo.Id.ToString(), member.Share.Weight)));
        Assert.Equal(["prometheus", "azure"], requests.Sources);

        var minutes = Assert.IsType<JourneySli>(Objective("buying", "minutes").Sli);
        Assert.Equal((JourneyMethod.AllMet, MissingMember.Unknown), (minutes.Rule.Method, minutes.Rule.Missing));
        Assert.Equal([("payment-gateway/latency", 0.9995m), ("shop/availability", 0.99m)], minutes.Members.Select(member => (member.Objective.Slo.Id.ToString(), member.Share.MinuteTarget)));
        Assert.Equal(new SliceRule(1, 1), Objective("buying", "minutes").Slo.Slices);
    }

    [Fact]
    public void The_channels_are_read_with_their_secrets()
    {
        Assert.Equal(
            ["pagerduty:escalation-tier-2", "pagerduty:on-site", "slack:#payments", "slack:#reliability", "teams:payments", "webhook:audit"],
            _policy.Channels.Keys.Order(StringComparer.Ordinal));
        Assert.All(_policy.Channels, channel => Assert.Equal(channel.Key, channel.Value.Address));
        Assert.Equal(new SlackWebhook(new("https://hooks.slack.com/services/T0/B0/x")) { Address = "slack:#reliability" }, _policy.Channels["slack:#reliability"]);
        Assert.Equal(new SlackBot(new("xoxb-1"), new("https://slack.com/api/")) { Address = "slack:#payments" }, _policy.Channels["slack:#payments"]);
        Assert.Equal(
            new PagerDutyService(new("0123456789abcdef0123456789abcdef"), new("https://events.eu.pagerduty.com/")) { Address = "pagerduty:escalation-tier-2" },
            _policy.Channels["pagerduty:escalation-tier-2"]);
        Assert.Equal(new Uri("https://events.example.com/"), Assert.IsType<PagerDutyService>(_policy.Channels["pagerduty:on-site"]).Api);
        Assert.Equal(new TeamsWorkflow(new("https://example.logic.azure.com/workflows/1?sig=abc")) { Address = "teams:payments" }, _policy.Channels["teams:payments"]);
        var audit = Assert.IsType<Webhook>(_policy.Channels["webhook:audit"]);
        Assert.Equal(("https://audit.example.com/events", "audit"), (audit.Url.Reveal(), audit.Name));
        Assert.Equal([Key, KeyBefore], audit.Keys.Select(key => key.Reveal()));
    }

    [Fact]
    public void The_trackers_are_read_with_their_tokens()
    {
        Assert.Equal(3, _policy.Trackers.Count);
        var github = Assert.IsType<GitHubIssues>(_policy.Trackers["github"]);
        Assert.Equal(("github", new Uri("https://api.github.com/"), "contoso", "shop", "github-secret"), (github.Name, github.Api, github.Owner, github.Repository, github.Token.Reveal()));
        Assert.Equal(["reliability"], github.Labels);
        Assert.Equal(
            new AzureBoards(new("https://dev.azure.com/contoso"), "Shop", "Issue", @"Shop\Reliability", new("boards-secret")) { Name = "boards" },
            _policy.Trackers["boards"]);
        var jira = Assert.IsType<JiraProject>(_policy.Trackers["jira"]);
        Assert.Equal(
            (new Uri("https://contoso.atlassian.net"), "OPS", "Task", "error-budget@example.com", "jira-secret"),
            (jira.Site, jira.Project, jira.IssueType, jira.User, jira.Token.Reveal()));
        Assert.Equal(["reliability"], jira.Labels);
    }

    [Fact]
    public void The_stores_of_feature_flags_are_read()
    {
        Assert.Equal(3, _policy.FlagStores.Count);
        Assert.Equal(new AppConfigurationStore(new("https://contoso.azconfig.io"), "production", null) { Name = "production" }, _policy.FlagStores["production"]);
        Assert.Equal(
            new AppConfigurationStore(new("https://contoso-staging.azconfig.io"), null, new("abcd-l0-s0:example", new("YXBwLWNvbmZpZy1rZXk="))) { Name = "staging" },
            _policy.FlagStores["staging"]);
        var other = Assert.IsType<FlagWebhook>(_policy.FlagStores["other"]);
        Assert.Equal(("https://flags.example.com/hook", Key), (other.Url.Reveal(), Assert.Single(other.Keys).Reveal()));
    }

    [Fact]
    public void The_consequences_of_an_SLO_are_read()
    {
        var objective = Objective("payment-gateway", "latency");

        Assert.Equal(new Uri("https://wiki.example.com/payments#burning"), objective.Runbook);
        Assert.Equal([60, 1440], objective.Notification.Escalation.Select(step => step.AfterMinutes));
        Assert.Equal(["slack:#reliability", "pagerduty:on-site"], objective.Notification.Escalation.Select(step => Assert.Single(step.Channels)));
        Assert.Equal((true, 10, "production", false), (objective.FeatureFlags.AutoRollback, objective.FeatureFlags.BurnThreshold, objective.FeatureFlags.Store, objective.FeatureFlags.Restore));
        Assert.Equal(["new-checkout"], objective.FeatureFlags.Flags);
        Assert.Equal(
            new TicketRules
            {
                Tracker = "github",
                SprintBelowPct = 10,
                InitiativeOnFreeze = true,
                Review = true,
                CloseOnRecovery = true,
                QuietHours = new QuietHours(new TimeOnly(22, 0), new TimeOnly(6, 0), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
            },
            objective.Tickets);
    }

    [Fact]
    public void SLOs_that_Azure_Monitor_counts_are_read()
    {
        var insights = _policy.AzureMonitor["insights"];
        Assert.Equal(("/workspaces/11111111-2222-3333-4444-555555555555", 20, 120, 20, true), (insights.LogsPath, insights.TimeoutSeconds, insights.SettleSeconds, insights.ResettleMinutes, insights.EmptyIsNoTraffic));
        Assert.Equal(insights, _policy.SourceOf("insights"));
        Assert.Equal(("westeurope", new Uri("https://westeurope.metrics.monitor.azure.com")), (_policy.AzureMonitor["storage"].Region, _policy.AzureMonitor["storage"].MetricsUrl));

        var requests = Assert.IsType<AppRequestsSli>(Objective("shop", "payments").Sli);
        Assert.Equal(["payments-api"], requests.Roles);
        Assert.Equal(["POST /payments", "POST /refunds"], requests.Operations);
        Assert.Equal(800, requests.WithinMs);
        Assert.Contains("{{bin}}", Assert.IsType<KqlSli>(Objective("shop", "exports").Sli).Query, StringComparison.Ordinal);
        var metrics = Assert.IsType<PlatformMetricsSli>(Objective("shop", "files").Sli);
        Assert.Equal(("Transactions", "ResponseType eq 'Success'", "Transactions", ""), (metrics.Good!.Name, metrics.Good.Filter, metrics.Total.Name, metrics.Total.Filter));
    }

    private Objective Objective(string service, string slo) => Assert.Single(_policy.Objectives, objective => objective.Slo.Id == new SloId(service, slo));
}
