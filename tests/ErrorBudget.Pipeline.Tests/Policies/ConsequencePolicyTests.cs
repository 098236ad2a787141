using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>What a policy that says little has all the same: defaults, the only tracker and store, settings for channels, the app's address.</summary>
public sealed class ConsequencePolicyTests
{
    private const string OneTracker = "trackers: { boards: { type: azure-boards, organization: 'https://dev.azure.com/contoso', project: Shop } }";
    private const string OneStore = "flag_stores: { live: { type: app-configuration, endpoint: 'https://contoso.azconfig.io' } }";

    [Fact]
    public void Without_tickets_none_are_opened_even_where_there_is_a_tracker()
    {
        var objective = PolicyTexts.Objective(PolicyTexts.Service(top: OneTracker));

        Assert.Same(TicketRules.None, objective.Tickets);
        Assert.Null(objective.Runbook);
    }

    [Fact]
    public void Tickets_have_defaults_and_the_only_tracker_goes_without_saying() =>
        Assert.Equal(
            new TicketRules { Tracker = "boards", SprintBelowPct = 10, InitiativeOnFreeze = true, Review = true, CloseOnRecovery = false, QuietHours = null },
            PolicyTexts.Objective(PolicyTexts.Service(rest: "enforcement: { tickets: {} }", top: OneTracker)).Tickets);

    [Fact]
    public void A_tracker_has_defaults() =>
        Assert.Equal(
            new AzureBoards(new("https://dev.azure.com/contoso"), "Shop", "Issue", null, null) { Name = "boards" },
            PolicyTexts.Policy(PolicyTexts.Service(top: OneTracker)).Trackers["boards"]);

    [Fact]
    public void Sprints_can_be_left_out_and_a_service_can_have_no_tickets()
    {
        Assert.Null(PolicyTexts.Objective(PolicyTexts.Service(rest: "enforcement: { tickets: {sprint_below_pct: none} }", top: OneTracker)).Tickets.SprintBelowPct);

        var objective = PolicyTexts.Objective(PolicyTexts.Service(
            rest: "enforcement: { tickets: {tracker: none} }", top: OneTracker + "\ndefaults: { enforcement: { tickets: {on_recovery: close} } }"));
        Assert.Same(TicketRules.None, objective.Tickets);
    }

    [Fact]
    public void Quiet_hours_without_a_zone_are_in_UTC() =>
        Assert.Equal(
            new QuietHours(new TimeOnly(0, 0), new TimeOnly(23, 59), TimeZoneInfo.Utc),
            PolicyTexts.Objective(PolicyTexts.Service(rest: "enforcement: { tickets: {quiet_hours: {from: 00:00, to: '23:59'}} }", top: OneTracker)).Tickets.QuietHours);

    [Fact]
    public void The_only_store_goes_without_saying_and_rollback_without_flags_needs_none()
    {
        var rules = PolicyTexts.Objective(PolicyTexts.Service(rest: "enforcement: { feature_flag: {auto_rollback: true, flags: [a, 7], restore: on_recovery} }", top: OneStore)).FeatureFlags;
        Assert.Equal(("live", true, true), (rules.Store, rules.Restore, rules.AutoRollback));
        Assert.Equal(["a", "7"], rules.Flags);

        var published = PolicyTexts.Objective(PolicyTexts.Service(rest: "enforcement: { feature_flag: {auto_rollback: true} }")).FeatureFlags;
        Assert.Equal((true, null, false), (published.AutoRollback, published.Store, published.Restore));
        Assert.Empty(published.Flags);
    }

    [Fact]
    public void Escalation_is_ordered_by_time() =>
        Assert.Equal(
            [0, 60, 43_200],
            PolicyTexts.Objective(PolicyTexts.Service(rest: """
                enforcement:
                  notification:
                    channels: ["teams:a"]
                    escalation:
                      - { after_minutes: 43200, channels: ["teams:c"] }
                      - { after_minutes: 0, channels: ["teams:a"] }
                      - { after_minutes: 60, channels: ["teams:b"] }
                """)).Notification.Escalation.Select(step => step.AfterMinutes));

    [Fact]
    public void A_runbook_is_that_of_the_innermost_place()
    {
        var policy = PolicyTexts.Policy("""
            policy:
              version: "2.0"
              defaults: { runbook: https://wiki/all }
              services:
                - name: a
                  slo: { target: 0.99, window_days: 30 }
                - name: b
                  runbook: https://wiki/b?page=1#top
                  slos:
                    - name: one
                      slo: { target: 0.99, window_days: 30 }
                    - name: two
                      runbook: http://localhost:8080/two
                      slo: { target: 0.99, window_days: 30 }
            """);

        Assert.Equal(["https://wiki/all", "https://wiki/b?page=1#top", "http://localhost:8080/two"], policy.Objectives.Select(objective => objective.Runbook?.ToString()));
    }

    [Fact]
    public void Tickets_are_taken_as_a_whole_from_the_innermost_place()
    {
        var objective = PolicyTexts.Objective(PolicyTexts.Service(
            rest: "enforcement: { tickets: {review: false} }", top: OneTracker + "\ndefaults: { enforcement: { tickets: {on_recovery: close} } }"));

        Assert.Equal((false, false), (objective.Tickets.Review, objective.Tickets.CloseOnRecovery));
    }

    [Fact]
    public void A_channel_that_is_declared_needs_nobody_to_use_it_and_one_that_is_used_needs_no_declaration()
    {
        var policy = PolicyTexts.Policy(
            PolicyTexts.Service(
                rest: "enforcement: { notification: {channels: ['teams:a'], escalation: [{after_minutes: 5, channels: ['pagerduty:b']}]} }",
                top: "operators: ['slack:#c']\nchannels: { 'webhook:d': {url: '${URL}'} }"),
            new() { ["URL"] = "http://127.0.0.1:8080/hook?x=1" });

        Assert.Equal(["pagerduty:b", "slack:#c", "teams:a", "webhook:d"], policy.Channels.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("http://127.0.0.1:8080/hook?x=1", Assert.IsType<Webhook>(policy.Channels["webhook:d"]).Url.Reveal());
    }

    [Theory]
    [InlineData("slack:#x", "set SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL, or declare \"slack:#x\" among the policy's \"channels\" with a webhook_url or bot_token")]
    [InlineData("pagerduty:x", "set PAGERDUTY_ROUTING_KEY, or declare \"pagerduty:x\" among the policy's \"channels\" with a routing_key")]
    [InlineData("teams:x", "set TEAMS_WEBHOOK_URL, or declare \"teams:x\" among the policy's \"channels\" with a webhook_url")]
    [InlineData("webhook:x", "declare \"webhook:x\" among the policy's \"channels\" with a url")]
    public void A_channel_that_nothing_tells_how_to_reach_says_what_to_configure(string address, string missing) =>
        Assert.Equal(new UnconfiguredChannel(missing) { Address = address }, Undeclared(address, []));

    [Fact]
    public void Settings_reach_all_channels_of_their_kind()
    {
        var settings = new Dictionary<string, string>
        {
            ["SLACK_WEBHOOK_URL"] = "https://hooks.slack.com/services/T0/B0/x",
            ["PAGERDUTY_ROUTING_KEY"] = "0123456789abcdef0123456789abcdef",
            ["TEAMS_WEBHOOK_URL"] = "https://example.logic.azure.com/workflows/1?sig=abc",
        };

        Assert.Equal(new SlackWebhook(new(settings["SLACK_WEBHOOK_URL"])) { Address = "slack:#x" }, Undeclared("slack:#x", settings));
        Assert.Equal(new PagerDutyService(new(settings["PAGERDUTY_ROUTING_KEY"]), new("https://events.pagerduty.com/")) { Address = "pagerduty:x" }, Undeclared("pagerduty:x", settings));
        Assert.Equal(new TeamsWorkflow(new(settings["TEAMS_WEBHOOK_URL"])) { Address = "teams:x" }, Undeclared("teams:x", settings));
        Assert.IsType<UnconfiguredChannel>(Undeclared("webhook:x", settings));

        settings["SLACK_BOT_TOKEN"] = "xoxb-1";
        Assert.Equal(new SlackBot(new("xoxb-1"), new("https://slack.com/api/")) { Address = "slack:#x" }, Undeclared("slack:#x", settings));
    }

    [Theory]
    [InlineData("SLACK_BOT_TOKEN", "slack:#x", "s3cret\n", "the setting SLACK_BOT_TOKEN must not hold a line break or another control character")]
    [InlineData("SLACK_WEBHOOK_URL", "slack:#x", "s3cret", "the setting SLACK_WEBHOOK_URL must be an address that starts with https:// (http:// is for this machine only)")]
    [InlineData("PAGERDUTY_ROUTING_KEY", "pagerduty:x", "s3cret key", "the setting PAGERDUTY_ROUTING_KEY must not hold a space")]
    [InlineData("TEAMS_WEBHOOK_URL", "teams:x", "http://teams.example.com/s3cret", "the setting TEAMS_WEBHOOK_URL must be an address that starts with https:// (http:// is for this machine only)")]
    public void A_setting_that_cannot_be_right_leaves_its_channels_unconfigured_and_is_not_shown(string setting, string address, string value, string missing) =>
        Assert.Equal(missing, Assert.IsType<UnconfiguredChannel>(Undeclared(address, new() { [setting] = value })).Missing);

    [Theory]
    [InlineData("", "https://policy.example.com/budgets", "https://policy.example.com/budgets")]
    [InlineData("ERRORBUDGET_SITE=https://setting.example.com WEBSITE_HOSTNAME=app.azurewebsites.net", "https://policy.example.com", "https://policy.example.com")]
    [InlineData("ERRORBUDGET_SITE=https://setting.example.com WEBSITE_HOSTNAME=app.azurewebsites.net", null, "https://setting.example.com")]
    [InlineData("WEBSITE_HOSTNAME=app.azurewebsites.net", null, "https://app.azurewebsites.net")]
    [InlineData("WEBSITE_HOSTNAME=localhost:7071", null, "http://localhost:7071")]
    [InlineData("WEBSITE_HOSTNAME=not/a?host", null, null)]
    [InlineData("", null, null)]
    public void The_site_is_that_of_the_policy_or_a_setting_or_the_platform(string settings, string? site, string? expected)
    {
        var values = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=')).ToDictionary(setting => setting[0], setting => setting[1]);

        Assert.Equal(expected is null ? null : new Uri(expected), PolicyTexts.Policy(PolicyTexts.Service(top: site is null ? "" : $"site: {site}"), values).Site);
    }

    [Fact]
    public void A_wrong_site_setting_is_refused_without_showing_it() =>
        Assert.Equal(
            "policy.yaml:1:1: the setting ERRORBUDGET_SITE, the app's own address, must not hold a user name or password",
            Assert.Single(PolicyTexts.Read(PolicyTexts.Service(), new() { ["ERRORBUDGET_SITE"] = "https://u:s3cret@host" }).Problems).ToString());

    [Fact]
    public void The_published_policy_has_its_channels_without_any_setting()
    {
        var policy = PolicyTexts.Policy(File.ReadAllText(PolicyTexts.Config("error-budget-policy.yaml")));

        Assert.Equal(["pagerduty:escalation-tier-2", "slack:#reliability"], policy.Channels.Keys.Order(StringComparer.Ordinal));
        Assert.All(policy.Channels.Values, channel => Assert.IsType<UnconfiguredChannel>(channel));
        Assert.Empty(policy.Operators);
    }

    [Fact]
    public void Another_file_may_use_what_one_declares()
    {
        var policy = PolicyReader.Read(
            [
                new PolicyFile("one.yaml", $"policy:\n  version: '2.0'\n  {OneTracker}\n  {OneStore}\n"),
                new PolicyFile("two.yaml", PolicyTexts.Service(rest: "enforcement: { tickets: {tracker: boards}, feature_flag: {flags: [a]} }")),
            ],
            _ => null).Policy!;

        var objective = Assert.Single(policy.Objectives);
        Assert.Equal(("boards", "live"), (objective.Tickets.Tracker, objective.FeatureFlags.Store));
    }

    private static Channel Undeclared(string address, Dictionary<string, string> settings) =>
        Assert.Single(PolicyTexts.Policy(PolicyTexts.Service(rest: $"enforcement: {{ notification: {{ channels: ['{address}'] }} }}"), settings).Channels).Value;
}
