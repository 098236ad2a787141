namespace ErrorBudget.Pipeline.Telemetry;

/// <summary>
/// The names of attributes of spans and metrics: OpenTelemetry's semantic conventions where they have one, <c>errorbudget.…</c> where they
/// have none. No value is ever a secret, and those of metrics have few values.
/// </summary>
public static class TelemetryName
{
    /// <summary>The activity source and the meter of everything of ours.</summary>
    public const string Source = "ErrorBudget";

    /// <summary>The service.</summary>
    public const string Service = "errorbudget.service";

    /// <summary>The objective.</summary>
    public const string Slo = "errorbudget.slo";

    /// <summary>How many SLOs something was about.</summary>
    public const string Slos = "errorbudget.slos";

    /// <summary>How many of them failed.</summary>
    public const string Failures = "errorbudget.failures";

    /// <summary>The shard of an evaluation.</summary>
    public const string Shard = "errorbudget.shard";

    /// <summary>The slot of a commit.</summary>
    public const string Slot = "errorbudget.slot";

    /// <summary>How many minutes were read.</summary>
    public const string Minutes = "errorbudget.minutes";

    /// <summary>What happened, for a message about an event.</summary>
    public const string Event = "errorbudget.event";

    /// <summary>The kind of place that is told: slack, pagerduty, teams, webhook, ticket, flag.</summary>
    public const string Channel = "errorbudget.channel";

    /// <summary>The place that is told by its address in the policy, for spans only.</summary>
    public const string Target = "errorbudget.target";

    /// <summary>What became of something.</summary>
    public const string Outcome = "errorbudget.outcome";

    /// <summary>The gate's decision.</summary>
    public const string Decision = "errorbudget.decision";

    /// <summary>What was to be released.</summary>
    public const string Change = "errorbudget.change";

    /// <summary>What was done to a sign-off.</summary>
    public const string Action = "errorbudget.action";

    /// <summary>A source of counts by its name in the policy.</summary>
    public const string DataSource = "errorbudget.source";

    /// <summary>A part of storage: table.</summary>
    public const string Storage = "errorbudget.storage";

    /// <summary>The kind of an exception.</summary>
    public const string ErrorType = "error.type";
}
