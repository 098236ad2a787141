using System.Text;
using ErrorBudget.Pipeline.Notices;

namespace ErrorBudget.Pipeline.Teams;

/// <summary>Text that an Adaptive Card shows as it was meant: what its Markdown would read as markup is escaped with a backslash.</summary>
internal static class TeamsText
{
    /// <summary>One line of at most <paramref name="limit"/> characters after escaping.</summary>
    public static string Line(string text, int limit) => Clip.Escaped(Clip.Line(text, limit), limit, Escape);

    /// <summary>Several lines of at most <paramref name="limit"/> characters after escaping.</summary>
    public static string Lines(string text, int limit) => Clip.Escaped(Clip.Text(text, limit), limit, Escape);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        var startsLine = true;
        foreach (var character in text)
        {
            // Headings, quotes and lists begin a line; emphasis, code and links are anywhere.
            if (character is '\\' or '*' or '_' or '[' or ']' or '`' or '~' or '<' || (startsLine && character is '#' or '>' or '-' or '+')) escaped.Append('\\');
            escaped.Append(character);
            startsLine = character == '\n' || (startsLine && character == ' ');
        }

        return escaped.ToString();
    }
}
