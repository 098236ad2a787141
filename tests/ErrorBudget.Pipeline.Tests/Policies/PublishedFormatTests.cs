using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class PublishedFormatTests
{
    [Fact]
    public void The_published_slo_config_is_read_as_it_is()
    {
        var policy = PolicyTexts.Policy(File.ReadAllText(PolicyTexts.Config("slo_config.yaml")));

        Assert.Matches("^1-[0-9a-f]{8}$", policy.Version);
        Assert.Equal((1, 100), (policy.Shards, policy.RetentionDays));
        Assert.Equal(new Uri("http://localhost:9090"), Assert.Single(policy.Prometheus, source => source.Key == "prometheus").Value.Url);

        var objective = Assert.Single(policy.Objectives);
        Assert.Equal(new SloId("checkout-api", "availability"), objective.Slo.Id);
        Assert.Equal(new Target(0.999m), objective.Slo.Target);
        Assert.Equal(SloWindow.Rolling(30), objective.Slo.Window);
        Assert.Null(objective.Slo.Slices);
        Assert.Equal(
            [Rule("fast", BurnSeverity.Fast, 5, null, 14.4m), Rule("slow", BurnSeverity.Slow, 60, 5, 6), Rule("critical", BurnSeverity.Critical, 1440, 120, 3)],
            objective.Slo.Rules);
        var sli = Assert.IsType<MetricSli>(objective.Sli);
        Assert.Equal(("prometheus", "http_requests_total", "service", "checkout-api", "code"), (sli.Source, sli.Metric, sli.ServiceLabel, sli.Service, sli.StatusLabel));
        Assert.Equal(["2..", "3..", "4.."], sli.SuccessValues);
        Assert.Null(sli.Le);
        Assert.Equal((GateRules.Default, ZoneThresholds.Default), (objective.Gate, objective.Slo.Zones));
        Assert.Equal((FeatureFlagRules.None, NotificationRules.None), (objective.FeatureFlags, objective.Notification));
    }

    [Fact]
    public void The_published_error_budget_policy_is_read_as_it_is()
    {
        var policy = PolicyTexts.Policy(File.ReadAllText(PolicyTexts.Config("error-budget-policy.yaml")));

        Assert.Matches(@"^2\.0-[0-9a-f]{8}$", policy.Version);
        var objective = Assert.Single(policy.Objectives);
        Assert.Equal(new SloId("payment-gateway", "latency"), objective.Slo.Id);
        Assert.Equal(new Target(0.9995m), objective.Slo.Target);
        Assert.Equal(SloWindow.Rolling(30), objective.Slo.Window);
        Assert.Equal(
            [Rule("fast", BurnSeverity.Fast, 5, null, 14.4m), Rule("slow", BurnSeverity.Slow, 60, 5, 6), Rule("critical", BurnSeverity.Critical, 1440, 120, 3)],
            objective.Slo.Rules);
        var sli = Assert.IsType<MetricSli>(objective.Sli);
        Assert.Equal(("http_request_duration_seconds_bucket", "service", "payment-gateway", "status_code"), (sli.Metric, sli.ServiceLabel, sli.Service, sli.StatusLabel));
        Assert.Equal(["200", "201"], sli.SuccessValues);
        Assert.Equal(0.5m, sli.Le);
        Assert.Empty(sli.Matchers);
        Assert.Equal(ZoneThresholds.Default, objective.Slo.Zones);
        Assert.True(objective.Gate.ApprovalOverride);
        Assert.Equal(new FeatureFlagRules(AutoRollback: true, BurnThreshold: 10), objective.FeatureFlags);
        Assert.Equal(["slack:#reliability", "pagerduty:escalation-tier-2"], objective.Notification.Channels);
        Assert.Equal(["fast_burn", "budget_exhausted"], objective.Notification.When);
    }

    [Fact]
    public void Both_published_files_are_read_as_one_policy()
    {
        var reading = PolicyReader.Read([PolicyTexts.ConfigFile("slo_config.yaml"), PolicyTexts.ConfigFile("error-budget-policy.yaml")], _ => null);

        Assert.Empty(reading.Problems);
        Assert.StartsWith("2.0-", reading.Policy!.Version, StringComparison.Ordinal);
        Assert.Equal(["checkout-api/availability", "payment-gateway/latency"], reading.Policy.Objectives.Select(objective => objective.Slo.Id.ToString()));
    }

    private static BurnRateRule Rule(string name, BurnSeverity severity, int window, int? confirm, decimal multiplier) =>
        new() { Name = name, Severity = severity, WindowMinutes = window, ConfirmWindowMinutes = confirm, Multiplier = multiplier };
}
