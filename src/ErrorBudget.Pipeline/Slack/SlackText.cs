using ErrorBudget.Pipeline.Notices;

namespace ErrorBudget.Pipeline.Slack;

/// <summary>
/// Text that Slack shows as it was meant: <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> are escaped, because
/// <c>&lt;!channel&gt;</c> in a name would ping everybody (docs.slack.dev, formatting message text).
/// </summary>
internal static class SlackText
{
    /// <summary>One line of at most <paramref name="limit"/> characters after escaping.</summary>
    public static string Line(string text, int limit) => Clip.Escaped(Clip.Line(text, limit), limit, Escape);

    /// <summary>Several lines of at most <paramref name="limit"/> characters after escaping.</summary>
    public static string Lines(string text, int limit) => Clip.Escaped(Clip.Text(text, limit), limit, Escape);

    /// <summary>A link. The characters that end its parts cannot stand in the address.</summary>
    public static string Link(NoticeLink link)
    {
        var url = Escape(link.Url.AbsoluteUri.Replace("|", "%7C", StringComparison.Ordinal).Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal));
        return $"<{url}|{Line(link.Label.Replace('|', '/'), 75)}>";
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
