using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads one of the <c>channels</c>; what it needs follows from the kind in its address.</summary>
internal static class ChannelReader
{
    private static readonly (string, bool)[] Regions = [("us", false), ("eu", true)];

    /// <summary>The channel; null if it is refused.</summary>
    public static Channel? Read(FileReading file, YamlScalar address, YamlNode value) => ChannelAddresses.Kind(address.Text) switch
    {
        "slack" => file.Fields(value, address.Text, Sections.SlackChannel) is { } slack ? Slack(slack, address.Text) : null,
        "pagerduty" => file.Fields(value, address.Text, Sections.PagerDutyChannel) is { } pager ? PagerDuty(pager, address.Text) : null,
        "teams" => file.Fields(value, address.Text, Sections.TeamsChannel) is { } teams ? Teams(teams, address.Text) : null,
        _ => file.Fields(value, address.Text, Sections.WebhookChannel) is { } hook ? Hook(hook, address.Text) : null,
    };

    private static Channel? Slack(Fields fields, string address)
    {
        if (fields.Has("webhook_url") == fields.Has("bot_token"))
            fields.File.Problems.Add(fields.Start, $"{Sections.SlackChannel.Title} needs either \"webhook_url\" or \"bot_token\"");
        if (!fields.Has("bot_token")) fields.RefuseAny(["api_url"], "is for \"bot_token\"");
        var (hook, token, api) = (AddressReader.Hidden(fields, "webhook_url"), SecretReader.Hidden(fields, "bot_token"), AddressReader.Api(fields, "api_url"));
        if (hook is not null) return new SlackWebhook(hook) { Address = address };
        return token is null ? null : new SlackBot(token, api ?? DefaultApis.Slack) { Address = address };
    }

    private static PagerDutyService? PagerDuty(Fields fields, string address)
    {
        var key = fields.Require("routing_key") ? SecretReader.Hidden(fields, "routing_key") : null;
        var isInEurope = fields.Choice("region", Regions) ?? false;
        if (fields.Has("api_url")) fields.RefuseAny(["region"], "has no effect with \"api_url\"");
        var api = AddressReader.Api(fields, "api_url") ?? (isInEurope ? DefaultApis.PagerDutyEurope : DefaultApis.PagerDuty);
        return key is null ? null : new PagerDutyService(key, api) { Address = address };
    }

    private static TeamsWorkflow? Teams(Fields fields, string address) =>
        fields.Require("webhook_url") && AddressReader.Hidden(fields, "webhook_url") is { } url ? new TeamsWorkflow(url) { Address = address } : null;

    private static Webhook? Hook(Fields fields, string address)
    {
        var url = fields.Require("url") ? AddressReader.Hidden(fields, "url") : null;
        var keys = SigningKeysReader.Read(fields);
        return url is null ? null : new Webhook(url, keys) { Address = address };
    }
}
