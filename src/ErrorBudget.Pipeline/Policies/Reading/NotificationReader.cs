using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads the section <c>notification</c>.</summary>
internal static partial class NotificationReader
{
    private const int MaximumChannels = 20;
    private const string Forms = "slack:#NAME, pagerduty:NAME, teams:NAME or webhook:NAME";

    private static readonly (string, int)[] Events = [.. NotificationEvents.All.Select((name, number) => (name, number))];

    /// <summary>Who is told of what.</summary>
    public static NotificationRules Read(Fields fields)
    {
        fields.Require("channels");
        var channels = TextList.Read(fields, "channels", MaximumChannels) ?? [];
        foreach (var (node, address) in channels) Check(fields.File.Problems, node, address);
        var when = TextList.Read(fields, "when", Events.Length) ?? [];
        foreach (var (node, _) in when) fields.File.Scalars.Choice(node, "when", Events);
        return new NotificationRules([.. channels.Select(channel => channel.Text)], [.. when.Select(item => item.Text)]);
    }

    private static void Check(FileProblems problems, YamlNode at, string address)
    {
        if (Address().IsMatch(address)) return;
        var why = address.Split(':')[0] switch
        {
            "email" or "mailto" => "mail is not supported; most receivers have a webhook",
            "slack" => "a Slack channel is written slack:#name, in lower case",
            "pagerduty" or "teams" or "webhook" => $"the name must be {Names.Allowed}",
            _ => $"an address has the form {Forms}",
        };
        problems.Add(at, $"{at.Found} is no channel: {why}");
    }

    [GeneratedRegex(@"\A(slack:#[\p{Ll}\p{Lo}\p{N}_.-]{1,80}|(pagerduty|teams|webhook):[A-Za-z0-9][A-Za-z0-9_.-]{0,99})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
