using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Documentation;

/// <summary>Every piece of policy in the documentation is taken by the reader, put where it belongs.</summary>
public sealed partial class PolicySnippetTests
{
    private static readonly string[] OfAService = ["sli", "slo", "burn_rates", "enforcement"];

    [Fact]
    public void Every_snippet_of_a_policy_is_read_without_a_problem()
    {
        var snippets = MarkdownPage.All
            .SelectMany(page => page.Snippets("yaml").Select(snippet => (Place: $"{page.Path}:{snippet.Number}", snippet.Snippet)))
            .Where(snippet => FirstKey().IsMatch(snippet.Snippet)).ToArray();

        Assert.NotEmpty(snippets);
        Assert.Equal([], snippets.SelectMany(snippet => Problems(Whole(snippet.Snippet)).Select(problem => $"{snippet.Place}: {problem}")));
    }

    private static IEnumerable<string> Problems(string text) =>
        PolicyReader.Read([new PolicyFile("policy.yaml", text)], _ => "https://example.com/a-setting").Problems.Select(problem => problem.ToString());

    /// <summary>A whole policy around what may be a part of one.</summary>
    private static string Whole(string snippet)
    {
        var key = FirstKey().Match(snippet).Groups[1].Value;
        if (key == "policy" || snippet.Contains("sli_type", StringComparison.Ordinal)) return snippet;
        var isSource = snippet.Contains("source: insights", StringComparison.Ordinal) && !snippet.Contains("sources:", StringComparison.Ordinal);
        return $"""
            policy:
              version: "2.0"
            {(isSource ? "  sources: { insights: { type: azure-monitor, workspace_id: 11111111-2222-3333-4444-555555555555 } }" : "")}
            {(OfAService.Contains(key) ? $"  services:\n    - name: checkout\n{Indented(WithSlo(snippet), 6)}" : Indented(WithServices(snippet), 2))}
            """;
    }

    private static string WithSlo(string snippet) =>
        snippet.StartsWith("slo:", StringComparison.Ordinal) || snippet.Contains("\nslo:", StringComparison.Ordinal) ? snippet : $"slo: {{ target: 0.999, window_days: 30 }}\n{snippet}";

    /// <summary>Services of the names that journeys and adjustments are about.</summary>
    private static string WithServices(string snippet)
    {
        const string others = "  - { name: search, slo: { target: 0.999, window_days: 30 } }\n  - { name: checkout, slo: { target: 0.999, window_days: 30 } }";
        return !snippet.Contains("services:", StringComparison.Ordinal) ? $"{snippet}\nservices:\n{others}"
            : snippet.Contains("journey:", StringComparison.Ordinal) ? $"{snippet.TrimEnd()}\n{others}"
            : snippet;
    }

    private static string Indented(string text, int spaces) => string.Join('\n', text.Split('\n').Select(line => new string(' ', spaces) + line));

    [GeneratedRegex(@"^(?:#.*\n)*([a-z_]+):")]
    private static partial Regex FirstKey();
}
