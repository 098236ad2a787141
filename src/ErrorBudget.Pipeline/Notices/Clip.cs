using System.Text;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>Cuts text to what a receiver takes. What no reader should meet is taken out: control characters, and those that turn the direction of the text around them.</summary>
public static class Clip
{
    private const string Ellipsis = "…";

    /// <summary>One line: line breaks and tabs become spaces.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most characters (UTF-16 units, as receivers count); 1 or more.</param>
    public static string Line(string text, int limit) => Cut(Cleaned(text, keepLines: false), limit);

    /// <summary>Several lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most characters; 1 or more.</param>
    public static string Text(string text, int limit) => Cut(Cleaned(text, keepLines: true), limit);

    /// <summary>
    /// Cuts first and escapes then, so that no escape is cut in two; if escaping made it too long, cuts more. What was
    /// escaped is never longer than the limit.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most characters after escaping; 1 or more.</param>
    /// <param name="escape">Escapes; never shortens.</param>
    public static string Escaped(string text, int limit, Func<string, string> escape)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(escape);
        for (var room = Math.Min(limit, text.Length); room > 0;)
        {
            var escaped = escape(Cut(text, room));
            if (escaped.Length <= limit) return escaped;
            room -= Math.Max(1, Math.Min(room / 2, (escaped.Length - limit) / 5));
        }

        return "";
    }

    /// <summary>Never half a character that takes two units.</summary>
    private static string Cut(string text, int limit)
    {
        if (text.Length <= limit) return text;
        var end = limit - Ellipsis.Length;
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return string.Concat(text.AsSpan(0, end), Ellipsis);
    }

    private static string Cleaned(string text, bool keepLines)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069) continue;
            if (rune.Value == '\n' && keepLines) cleaned.Append('\n');
            else if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029) cleaned.Append(' ');
            else cleaned.Append(rune.ToString());
        }

        return cleaned.ToString().Trim();
    }
}
