using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Every section of our two formats. The JSON Schema in config/ has the same sections with the same keys; a test compares them.</summary>
internal static class Sections
{
    public static Section File { get; } = new("file", "policy", "services") { Title = "the file" };

    public static Section SimpleService { get; } = new("simple_service", "sli_type", "target", "window_days", "alerts") { Title = "service", Format = FileFormat.Services };

    public static Section SimpleAlerts { get; } = new("simple_alerts", "fast_burn", "slow_burn", "critical_burn") { Title = "alerts", Format = FileFormat.Services };

    public static Section SimpleAlert { get; } = new("simple_alert", "window_minutes", "threshold", "confirm_window_minutes") { Title = "alert", Format = FileFormat.Services };

    public static Section Policy { get; } = new(
        "policy", "version", "evaluation_interval", "shards", "retention_days", "audit_retention_days", "site", "operators", "sources", "channels", "trackers", "flag_stores", "adjustments", "defaults", "services");

    public static Section Defaults { get; } = new("defaults", "owner", "runbook", "low_traffic", "burn_rates", "enforcement");

    public static Section Service { get; } = new("service", "name", "owner", "runbook", "sli", "slo", "burn_rates", "enforcement", "slos");

    public static Section Objective { get; } = new("objective", "name", "owner", "runbook", "sli", "slo", "burn_rates", "enforcement") { Title = "slos" };

    public static Section Sli { get; } = new(
        "sli", "metric", "le", "label", "status_label", "success_values", "service_label", "service_value", "matchers", "source", "good", "bad", "total",
        "app_requests", "kql", "azure_metrics", "pushed", "settle_seconds", "lateness_minutes", "journey");

    public static Section AppRequests { get; } = new("app_requests", "roles", "operations", "within_ms");

    public static Section AzureMetrics { get; } = new("azure_metrics", "resource_id", "namespace", "good", "bad", "total");

    public static Section PlatformMetric { get; } = new("platform_metric", "metric", "dimensions") { Title = "a metric of azure_metrics" };

    public static Section Journey { get; } = new("journey", "method", "members", "missing");

    public static Section JourneyMember { get; } = new("journey_member", "service", "slo", "weight", "minute_target") { Title = "members" };

    public static Section Slo { get; } = new(
        "slo", "target", "window_days", "window", "time_zone", "budgeting", "slice_minutes", "slice_target", "unknown_after_minutes", "low_traffic");

    public static Section LowTraffic { get; } = new("low_traffic", "minimum_bad", "minimum_total", "significance");

    public static Section BurnRate { get; } = new(
        "burn_rate", "window_minutes", "multiplier", "confirm_window_minutes", "hold_minutes", "severity", "low_traffic") { Title = "burn rate" };

    public static Section Enforcement { get; } = new("enforcement", "release_gate", "feature_flag", "notification", "tickets");

    public static Section ReleaseGate { get; } = new(
        "release_gate", "threshold_pct", "action", "approval_override", "sign_off_max_minutes", "zones", "on_unknown", "stale_after_minutes", "exempt_changes", "dry_run");

    public static Section Zones { get; } = new("zones", "standard_above_pct", "monitor_from_pct", "sign_off_from_pct", "freeze_after_days");

    public static Section FeatureFlag { get; } = new("feature_flag", "auto_rollback", "burn_threshold", "flags", "store", "restore");

    public static Section Notification { get; } = new("notification", "channels", "when", "escalation");

    public static Section EscalationStep { get; } = new("escalation_step", "after_minutes", "channels") { Title = "escalation" };

    public static Section Tickets { get; } = new(
        "tickets", "tracker", "sprint_below_pct", "initiative_on_freeze", "review", "on_recovery", "quiet_hours");

    public static Section QuietHours { get; } = new("quiet_hours", "from", "to", "time_zone");

    public static Section Adjustment { get; } = new(
        "adjustment", "service", "slo", "kind", "from", "to", "every", "at", "duration_minutes", "time_zone", "bad", "total", "reason", "author") { Title = "an adjustment" };

    public static Section Source { get; } = new(
        "source", "type", "url", "timeout_seconds", "settle_seconds", "resettle_minutes", "gap_limit_minutes", "basic_auth", "bearer_token", "headers", "tenant", "tenant_header", "tls", "azure_managed");

    public static Section AzureMonitor { get; } = new(
        "azure_monitor", "type", "workspace_id", "resource_id", "region", "logs_url", "metrics_url", "timeout_seconds", "settle_seconds", "resettle_minutes",
        "empty_minutes") { Title = "an azure-monitor source", Type = "azure-monitor" };

    public static Section BasicAuth { get; } = new("basic_auth", "username", "password");

    public static Section Tls { get; } = new("tls", "ca_file", "cert_file", "key_file");

    public static Section SlackChannel { get; } = new("slack_channel", "webhook_url", "bot_token", "api_url") { Title = "a Slack channel" };

    public static Section PagerDutyChannel { get; } = new("pagerduty_channel", "routing_key", "region", "api_url") { Title = "a PagerDuty channel" };

    public static Section TeamsChannel { get; } = new("teams_channel", "webhook_url") { Title = "a Teams channel" };

    public static Section WebhookChannel { get; } = new("webhook_channel", "url", "signing_keys") { Title = "a webhook channel" };

    public static Section AzureBoards { get; } = new(
        "azure_boards", "type", "organization", "project", "work_item_type", "area_path", "token") { Title = "an azure-boards tracker", Type = "azure-boards" };

    public static Section GitHubIssues { get; } = new(
        "github_issues", "type", "repository", "labels", "token", "api_url") { Title = "a github tracker", Type = "github" };

    public static Section JiraProject { get; } = new(
        "jira_project", "type", "site", "project", "issue_type", "labels", "user", "token") { Title = "a jira tracker", Type = "jira" };

    public static Section AppConfiguration { get; } = new(
        "app_configuration", "type", "endpoint", "label", "access_key_id", "access_key") { Title = "an app-configuration store", Type = "app-configuration" };

    public static Section FlagWebhook { get; } = new("flag_webhook", "type", "url", "signing_keys") { Title = "a webhook store", Type = "webhook" };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Section> All { get; } =
    [
        File, SimpleService, SimpleAlerts, SimpleAlert, Policy, Defaults, Service, Objective, Sli, AppRequests, AzureMetrics, PlatformMetric, Journey, JourneyMember, Slo, LowTraffic, BurnRate, Enforcement,
        ReleaseGate, Zones, FeatureFlag, Notification, EscalationStep, Tickets, QuietHours, Adjustment, Source, AzureMonitor, BasicAuth, Tls, SlackChannel, PagerDutyChannel,
        TeamsChannel, WebhookChannel, AzureBoards, GitHubIssues, JiraProject, AppConfiguration, FlagWebhook,
    ];
}
