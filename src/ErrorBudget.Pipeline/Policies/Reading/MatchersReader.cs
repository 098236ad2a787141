using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads <c>matchers</c>: <c>{env: prod}</c>, or a list of PromQL matchers such as <c>path!~"/health.*"</c>.</summary>
internal static partial class MatchersReader
{
    private const int Maximum = 20;
    private const string Form = "label=\"value\" (or !=, =~, !~)";

    /// <summary>The matchers; empty if there are none or they are refused.</summary>
    /// <param name="sli">The section <c>sli</c>.</param>
    /// <param name="taken">Labels that are set by other keys.</param>
    public static ImmutableArray<LabelMatcher> Read(Fields sli, IReadOnlyCollection<string> taken)
    {
        if (sli.Node("matchers") is not { } node) return [];
        if (node is not (YamlMap or YamlList))
        {
            sli.Refuse("matchers", $"\"matchers\" must be labels with values, or a list of {Form}, found {node.Found}");
            return [];
        }

        var matchers = node is YamlMap map ? FromMap(sli.File, map) : FromList(sli);
        var kept = ImmutableArray.CreateBuilder<LabelMatcher>();
        foreach (var (at, matcher) in matchers.Take(Maximum + 1))
        {
            if (kept.Count == Maximum) sli.File.Problems.Add(at, FormattableString.Invariant($"at most {Maximum} matchers are allowed"));
            else if (IsAllowed(sli.File, at, matcher, taken)) kept.Add(matcher);
        }

        return kept.ToImmutable();
    }

    private static IEnumerable<(YamlNode At, LabelMatcher Matcher)> FromMap(FileReading file, YamlMap map)
    {
        foreach (var (key, value) in map.Entries)
        {
            if (file.Scalars.AnyText(value, Excerpt.Of(key.Text), maximumLength: 1_000) is { } text) yield return (key, new LabelMatcher(key.Text, "=", text));
        }
    }

    private static IEnumerable<(YamlNode At, LabelMatcher Matcher)> FromList(Fields sli)
    {
        foreach (var item in sli.List("matchers", 1, Maximum)?.Items ?? [])
        {
            if (sli.File.Scalars.AnyText(item, "matchers", maximumLength: 1_000) is not { } text) continue;
            if (Matcher().Match(text) is { Success: true } match)
                yield return (item, new LabelMatcher(match.Groups["label"].Value, match.Groups["operator"].Value, Unescape(match.Groups["value"].Value)));
            else
                sli.File.Problems.Add(item, $"the matcher {item.Found} must have the form {Form}");
        }
    }

    private static bool IsAllowed(FileReading file, YamlNode at, LabelMatcher matcher, IReadOnlyCollection<string> taken)
    {
        if (!Names.IsLabel(matcher.Label))
            file.Problems.Add(at, $"the label {at.Found} must be letters, digits or \"_\", not beginning with a digit");
        else if (taken.Contains(matcher.Label))
            file.Problems.Add(at, $"the matcher {at.Found} is about a label that another key of the SLI matches");
        else if (matcher.Operator is "=~" or "!~" && file.Patterns.Problem(matcher.Value) is { } problem)
            file.Problems.Add(at, $"the matcher {at.Found} has no valid regular expression: {problem}");
        else
            return true;
        return false;
    }

    private static string Unescape(string value) => Escape().Replace(value, match => match.Value[1] == 'n' ? "\n" : match.Value[1..]);

    [GeneratedRegex("""\A\s*(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<operator>=~|!~|!=|=)\s*(?:"(?<value>(?:[^"\\]|\\["\\n])*)"|(?<value>[^"\s=~][^"]*?)?)\s*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Matcher();

    [GeneratedRegex("""\\["\\n]""", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
