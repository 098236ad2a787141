using System.Text.RegularExpressions;

namespace ErrorBudget.Acceptance.Metrics;

/// <summary>The metrics and labels that a PromQL expression names. (Prometheus parses for others only in later versions.)</summary>
internal static partial class PromQlNames
{
    private static readonly HashSet<string> _words =
    [
        "and", "or", "unless", "on", "ignoring", "by", "without", "group_left", "group_right", "bool", "offset",
        "sum", "max", "min", "count", "avg", "topk", "bottomk", "vector", "time", "absent", "delta",
    ];

    /// <summary>The metrics.</summary>
    public static IReadOnlySet<string> Metrics(string expression) =>
        Name().Matches(Grouping().Replace(Braces().Replace(Text().Replace(expression, "\"\""), ""), " ")).Select(name => name.Value).Where(name => !_words.Contains(name)).ToHashSet();

    /// <summary>The labels, in matchers and in groupings.</summary>
    public static IReadOnlySet<string> Labels(string expression)
    {
        var bare = Text().Replace(expression, "\"\"");
        return Braces().Matches(bare).SelectMany(braces => Matcher().Matches(braces.Value).Select(matcher => matcher.Groups[1].Value))
            .Concat(Grouping().Matches(bare).SelectMany(grouping => Name().Matches(grouping.Groups[1].Value).Select(name => name.Value)))
            .ToHashSet();
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"(?<![0-9.\[a-zA-Z_:])[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Name();
}
