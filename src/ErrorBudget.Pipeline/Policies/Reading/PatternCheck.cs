using System.Text.RegularExpressions;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// Says whether a text is a regular expression as Prometheus takes them (RE2). Compiled without backtracking, which leaves
/// out what RE2 leaves out and bounds the work. Remembers its answers: thousands of SLOs use the same few patterns.
/// </summary>
internal sealed class PatternCheck
{
    private readonly Dictionary<string, string?> _answers = new(StringComparer.Ordinal);

    /// <summary>What is wrong with a pattern; null if nothing is. Does not repeat the pattern.</summary>
    public string? Problem(string pattern)
    {
        if (!_answers.TryGetValue(pattern, out var answer)) _answers[pattern] = answer = Compile(pattern);
        return answer;
    }

    private static string? Compile(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException error)
        {
            return FormattableString.Invariant($"{Words(error.Error)} at character {error.Offset}");
        }
        catch (NotSupportedException)
        {
            return "look-arounds, back-references and very large repetitions are not allowed";
        }
    }

    private static string Words(RegexParseError error) =>
        string.Concat(error.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
