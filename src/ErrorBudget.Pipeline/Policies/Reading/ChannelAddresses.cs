using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads the addresses of channels, such as <c>slack:#reliability</c>.</summary>
internal static partial class ChannelAddresses
{
    private const int Maximum = 20;
    private const string Forms = "slack:#NAME, pagerduty:NAME, teams:NAME or webhook:NAME";

    /// <summary>The addresses at a key; empty if it is left out.</summary>
    public static ImmutableArray<string> Read(Fields fields, string key, bool mayBeEmpty = false)
    {
        var addresses = TextList.Read(fields, key, Maximum, mayBeEmpty) ?? [];
        foreach (var (node, address) in addresses) Check(fields.File.Problems, node, address);
        return [.. addresses.Select(address => address.Text)];
    }

    /// <summary>What comes before the colon.</summary>
    public static string Kind(string address) => address.Split(':')[0];

    /// <summary>Whether a text is an address; refused if it is none.</summary>
    public static bool Check(FileProblems problems, YamlNode at, string address)
    {
        if (Address().IsMatch(address)) return true;
        var why = Kind(address) switch
        {
            "email" or "mailto" => "mail is not supported; most receivers have a webhook",
            "slack" => "a Slack channel is written slack:#name, in lower case",
            "pagerduty" or "teams" or "webhook" => $"the name must be {Names.Allowed}",
            _ => $"an address has the form {Forms}",
        };
        problems.Add(at, $"{at.Found} is no channel: {why}");
        return false;
    }

    [GeneratedRegex(@"\A(slack:#[\p{Ll}\p{Lo}\p{N}_.-]{1,80}|(pagerduty|teams|webhook):[A-Za-z0-9][A-Za-z0-9_.-]{0,99})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
