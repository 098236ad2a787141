using System.Text.Json;
using ErrorBudget.Pipeline.Notices;

namespace ErrorBudget.Pipeline.Slack;

/// <summary>
/// Lays a message out in Block Kit, within Slack's limits. Links are links and no buttons: a click on a button is sent to
/// the app, which has nothing that would answer, and Slack would show a warning.
/// </summary>
internal static class SlackLayout
{
    private const int LongestHeader = 150;
    private const int LongestSection = 3000;
    private const int LongestField = 2000;
    private const int LongestFallback = 4000;
    private const int MostFields = 10;

    /// <summary>Two sections of numbers; with the rest that is far below the 50 blocks of a message.</summary>
    private const int MostNumbers = 2 * MostFields;

    private const int MostConsequences = 12;
    private const int MostLinks = 10;
    private const int LongestUrl = 1000;

    /// <summary>Writes <c>text</c>, <c>blocks</c> and what keeps Slack from unfolding links, into an open object.</summary>
    public static void Write(Utf8JsonWriter json, Notice notice)
    {
        json.WriteString("text", Fallback(notice));
        json.WriteBoolean("unfurl_links", false);
        json.WriteBoolean("unfurl_media", false);
        json.WriteStartArray("blocks");
        WriteHeader(json, $"{Sign(notice.Tone)} {notice.Title}");
        if (notice.Summary.Length > 0) WriteSection(json, "plain_text", SlackText.Lines(notice.Summary, LongestSection));
        if (notice.RemainingPct is { } remaining) WriteSection(json, "plain_text", BudgetBar.Of(remaining));
        foreach (var facts in notice.Facts.Take(MostNumbers).Chunk(MostFields)) WriteFields(json, facts);
        if (!notice.Consequences.IsEmpty) WriteSection(json, "mrkdwn", Consequences(notice));
        var links = notice.Links.Where(link => link.Url.AbsoluteUri.Length <= LongestUrl).Take(MostLinks).ToArray();
        if (links.Length > 0) WriteSection(json, "mrkdwn", Links(links));
        WriteContext(json, notice);
        json.WriteEndArray();
    }

    /// <summary>What notifications and screen readers show.</summary>
    private static string Fallback(Notice notice) => SlackText.Line($"{Sign(notice.Tone)} {notice.Title}: {notice.Summary}", LongestFallback);

    private static string Sign(NoticeTone tone) => tone switch
    {
        NoticeTone.Alarm => "🔴",
        NoticeTone.Warning => "🟠",
        NoticeTone.Resolved => "🟢",
        _ => "🔵",
    };

    private static string Consequences(Notice notice)
    {
        // Each has its share, so that a long one leaves room for the others.
        var share = (LongestSection - 100) / Math.Min(notice.Consequences.Length, MostConsequences);
        return string.Join('\n', notice.Consequences.Take(MostConsequences).Select(sentence => $"• {SlackText.Line(sentence, share - 3)}").Prepend("*What the policy does*"));
    }

    /// <summary>As many as fit, each of them whole.</summary>
    private static string Links(IEnumerable<NoticeLink> links)
    {
        var text = "";
        foreach (var link in links.Select(SlackText.Link))
        {
            if (text.Length + link.Length + 3 > LongestSection) break;
            text += text.Length == 0 ? link : $" · {link}";
        }

        return text;
    }

    private static void WriteHeader(Utf8JsonWriter json, string title)
    {
        json.WriteStartObject();
        json.WriteString("type", "header");
        WriteText(json, "text", "plain_text", SlackText.Line(title, LongestHeader));
        json.WriteEndObject();
    }

    /// <summary>A section; none for an empty text, which Slack refuses.</summary>
    private static void WriteSection(Utf8JsonWriter json, string type, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        json.WriteStartObject();
        json.WriteString("type", "section");
        WriteText(json, "text", type, text);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, NoticeFact[] facts)
    {
        json.WriteStartObject();
        json.WriteString("type", "section");
        json.WriteStartArray("fields");
        foreach (var fact in facts)
        {
            var label = SlackText.Line(fact.Label, 100);
            WriteText(json, null, "mrkdwn", $"*{label}*\n{SlackText.Line(fact.Value, LongestField - label.Length - 3)}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter json, Notice notice)
    {
        var happened = notice.Event;
        string?[] parts =
        [
            Circumstances.Time(happened.At),
            happened.SloId is { } id ? SlackText.Line(id.ToString(), 300) : null,
            $"policy {SlackText.Line(happened.PolicyVersion, 100)}",
            notice.IsRepeat ? "this may be a repetition: Slack did not confirm the first one" : null,
        ];
        json.WriteStartObject();
        json.WriteString("type", "context");
        json.WriteStartArray("elements");
        WriteText(json, null, "plain_text", string.Join(" · ", parts.OfType<string>()));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string? name, string type, string text)
    {
        if (name is null) json.WriteStartObject();
        else json.WriteStartObject(name);
        json.WriteString("type", type);
        json.WriteString("text", text);

        // Otherwise Slack makes links of what looks like the name of a channel or a person.
        if (type == "mrkdwn") json.WriteBoolean("verbatim", true);
        json.WriteEndObject();
    }
}
