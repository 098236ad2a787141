using System.Text;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.GitHub;

/// <summary>
/// Texts as GitHub Flavored Markdown. What is markup in Markdown is escaped. What GitHub makes links and mentions of after
/// that (<c>@team</c>, <c>#17</c>, bare addresses) is broken by an invisible word joiner, since escaping does not stop it.
/// </summary>
internal static class IssueMarkdown
{
    private const char WordJoiner = '\u2060';

    /// <summary>What stands in a text as its reference, which people do not see.</summary>
    public static string Marker(string reference) => $"<!-- {reference} -->";

    /// <summary>A document.</summary>
    public static string Render(TicketDocument document)
    {
        var text = new StringBuilder();
        foreach (var block in document.Blocks) Append(text, block);
        return text.Append(Marker(document.Reference)).Append('\n').ToString();
    }

    /// <summary>Plain text that stays plain. Blanks around it are left away: four of them would begin code.</summary>
    public static string Escape(string plain)
    {
        plain = plain.Trim();
        var text = new StringBuilder(plain.Length + 16);
        for (var i = 0; i < plain.Length; i++)
        {
            var c = plain[i];

            // In numbers and between words these mean nothing, and texts stay readable where they are seen raw.
            if (char.IsAsciiLetterOrDigit(c) || c is ' ' or ',' or '%' or '/' or ';' or '?' or '\'' or '"' || !char.IsAscii(c)) text.Append(c);
            else if (c is '.' or '-' or ':' or '(' or ')' && IsInside(plain, i)) text.Append(c);
            else if (char.IsControl(c)) text.Append(' ');
            else text.Append('\\').Append(c);
            if (c is '@' or '#' || (c == ':' && Follows(plain, i + 1, "//")) || (c is 'w' or 'W' && Follows(plain, i + 1, "."))) text.Append(WordJoiner);
        }

        return text.ToString();
    }

    /// <summary>Beginning a line, a hyphen or a number with a point or bracket behind it would begin a list if a blank followed.</summary>
    private static bool IsInside(string plain, int at) =>
        !plain.AsSpan(0, at).TrimStart("0123456789 ").IsEmpty || (at + 1 < plain.Length && char.IsAsciiLetterOrDigit(plain[at + 1]));

    private static bool Follows(string plain, int at, string what) => string.CompareOrdinal(plain, at, what, 0, what.Length) == 0;

    private static void Append(StringBuilder text, TicketBlock block)
    {
        switch (block)
        {
            case TicketBlock.Heading heading:
                text.Append("### ").Append(Escape(heading.Text)).Append("\n\n");
                break;
            case TicketBlock.Paragraph paragraph:
                text.Append(Escape(paragraph.Text)).Append("\n\n");
                break;
            case TicketBlock.Points points:
                foreach (var (index, item) in points.Items.Index()) text.Append(points.AreNumbered ? $"{index + 1}. " : "- ").Append(Escape(item)).Append('\n');
                text.Append('\n');
                break;
            case TicketBlock.Table table:
                Row(text, table.Header.Select(Escape));
                Row(text, table.Header.Select((_, column) => column == 0 ? ":---" : "---:"));
                foreach (var row in table.Rows) Row(text, row.Select(Escape));
                text.Append('\n');
                break;
            case TicketBlock.Links links:
                text.AppendJoin(" · ", links.Items.Select(link => $"[{Escape(link.Label)}](<{Address(link.Url)}>)")).Append("\n\n");
                break;
        }
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>An address between angle brackets, which may hold neither those nor a backslash.</summary>
    private static string Address(Uri url) =>
        url.AbsoluteUri.Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal);
}
