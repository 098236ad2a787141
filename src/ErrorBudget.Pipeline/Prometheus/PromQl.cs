using System.Buffers;
using System.Text;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Text in PromQL.</summary>
internal static class PromQl
{
    private static readonly SearchValues<char> RegexOperators = SearchValues.Create(@"\.+*?()|[]{}^$");

    /// <summary>A string literal.</summary>
    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    /// <summary>
    /// An RE2 regular expression that matches one text and nothing else. Only operators are escaped: Prometheus looks
    /// up plain alternatives directly, and an escaped letter would make it try every label value instead.
    /// </summary>
    public static string Escaped(string text)
    {
        if (!text.AsSpan().ContainsAny(RegexOperators)) return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (RegexOperators.Contains(character)) escaped.Append('\\');
            escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <summary>A regular expression as a string literal that matches any of some texts and nothing else.</summary>
    public static string AnyOf(IEnumerable<string> texts) => Quoted(string.Join('|', texts.Select(Escaped)));
}
