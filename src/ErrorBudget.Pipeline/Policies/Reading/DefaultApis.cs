namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Where public services answer.</summary>
internal static class DefaultApis
{
    public static Uri Slack { get; } = new("https://slack.com/api/");

    public static Uri PagerDuty { get; } = new("https://events.pagerduty.com/");

    public static Uri PagerDutyEurope { get; } = new("https://events.eu.pagerduty.com/");

    public static Uri GitHub { get; } = new("https://api.github.com/");
}
