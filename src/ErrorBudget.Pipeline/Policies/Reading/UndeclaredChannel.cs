namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// A channel that is named but not declared: a setting for all channels of its kind may say how it is reached. If none
/// does, or its value is no good, the channel is there without a way to reach it, which is no reason to refuse a policy.
/// </summary>
internal static class UndeclaredChannel
{
    public const string SlackTokenSetting = "SLACK_BOT_TOKEN";
    public const string SlackWebhookSetting = "SLACK_WEBHOOK_URL";
    public const string PagerDutySetting = "PAGERDUTY_ROUTING_KEY";
    public const string TeamsSetting = "TEAMS_WEBHOOK_URL";

    /// <summary>The channel at an address.</summary>
    /// <param name="address">The address, which is well formed.</param>
    /// <param name="setting">Gives a setting's value; null if it is not set.</param>
    public static Channel Of(string address, Func<string, string?> setting)
    {
        return ChannelAddresses.Kind(address) switch
        {
            "slack" when IsSet(SlackTokenSetting) => Keyed(SlackTokenSetting, token => new SlackBot(token, DefaultApis.Slack) { Address = address }),
            "slack" when IsSet(SlackWebhookSetting) => Hooked(SlackWebhookSetting, url => new SlackWebhook(url) { Address = address }),
            "slack" => Missing($"set {SlackTokenSetting} or {SlackWebhookSetting}, or declare \"{address}\" among the policy's \"channels\" with a webhook_url or bot_token"),
            "pagerduty" when IsSet(PagerDutySetting) => Keyed(PagerDutySetting, key => new PagerDutyService(key, DefaultApis.PagerDuty) { Address = address }),
            "pagerduty" => Missing($"set {PagerDutySetting}, or declare \"{address}\" among the policy's \"channels\" with a routing_key"),
            "teams" when IsSet(TeamsSetting) => Hooked(TeamsSetting, url => new TeamsWorkflow(url) { Address = address }),
            "teams" => Missing($"set {TeamsSetting}, or declare \"{address}\" among the policy's \"channels\" with a webhook_url"),
            _ => Missing($"declare \"{address}\" among the policy's \"channels\" with a url"),
        };

        bool IsSet(string name) => setting(name) is { Length: > 0 };

        Channel Keyed(string name, Func<Secret, Channel> channel) => Usable(name, PlainText.Problem(setting(name)!, " "), channel);

        Channel Hooked(string name, Func<Secret, Channel> channel) => Usable(name, AddressReader.Problem(setting(name)!, mayHaveQuery: true), channel);

        Channel Usable(string name, string? problem, Func<Secret, Channel> channel) =>
            problem is null ? channel(new Secret(setting(name)!)) : Missing($"the setting {name} {problem}");

        Channel Missing(string what) => new UnconfiguredChannel(what) { Address = address };
    }
}
