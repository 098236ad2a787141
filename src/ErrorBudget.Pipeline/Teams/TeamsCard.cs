using System.Text.Json;
using ErrorBudget.Pipeline.Notices;

namespace ErrorBudget.Pipeline.Teams;

/// <summary>Lays a message out as an Adaptive Card in the envelope that a workflow's webhook takes.</summary>
internal static class TeamsCard
{
    /// <summary>The most bytes Teams takes, envelope included.</summary>
    public const int LongestPayload = 28 * 1024;

    private const int LongestFact = 300;
    private const int LongestConsequence = 400;
    private const int LongestUrl = 1000;

    /// <summary>The card with as much of the message as fits: the numbers go first, then the consequences.</summary>
    public static byte[] Write(Notice notice)
    {
        foreach (var size in TeamsCardSize.All)
        {
            var payload = Write(notice, size);
            if (payload.Length <= LongestPayload) return payload;
        }

        throw new InvalidOperationException("The smallest card is too large, although each of its parts is bounded.");
    }

    private static byte[] Write(Notice notice, TeamsCardSize size) => JsonPost.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "message");
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
        json.WriteNull("contentUrl");
        json.WriteStartObject("content");
        json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        json.WriteString("type", "AdaptiveCard");
        json.WriteString("version", "1.4");
        json.WriteStartObject("msteams");
        json.WriteString("width", "Full");
        json.WriteEndObject();
        WriteBody(json, notice, size);
        WriteActions(json, notice, size);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteBody(Utf8JsonWriter json, Notice notice, TeamsCardSize size)
    {
        json.WriteStartArray("body");
        WriteText(json, TeamsText.Line(notice.Title, size.Title), ("size", "Large"), ("weight", "Bolder"), ("color", Colour(notice.Tone)));
        WriteText(json, TeamsText.Lines(notice.Summary, size.Summary));
        if (notice.RemainingPct is { } remaining) WriteText(json, BudgetBar.Of(remaining), ("fontType", "Monospace"));
        WriteFacts(json, notice, size);
        if (!notice.Consequences.IsEmpty && size.Consequences > 0)
        {
            WriteText(json, "What the policy does", ("weight", "Bolder"));
            foreach (var consequence in notice.Consequences.Take(size.Consequences)) WriteText(json, TeamsText.Line(consequence, LongestConsequence), ("spacing", "Small"));
        }

        WriteText(json, Origin(notice), ("size", "Small"), ("isSubtle", null));
        json.WriteEndArray();
    }

    private static void WriteFacts(Utf8JsonWriter json, Notice notice, TeamsCardSize size)
    {
        if (notice.Facts.IsEmpty || size.Facts == 0) return;
        json.WriteStartObject();
        json.WriteString("type", "FactSet");
        json.WriteStartArray("facts");
        foreach (var fact in notice.Facts.Take(size.Facts))
        {
            json.WriteStartObject();
            json.WriteString("title", TeamsText.Line(fact.Label, LongestFact));
            json.WriteString("value", TeamsText.Line(fact.Value, LongestFact));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Origin(Notice notice)
    {
        var happened = notice.Event;
        string?[] parts =
        [
            Circumstances.Time(happened.At),
            happened.SloId is { } id ? TeamsText.Line(id.ToString(), LongestFact) : null,
            $"policy {TeamsText.Line(happened.PolicyVersion, 100)}",
            notice.IsRepeat ? "this may be a repetition: Teams did not confirm the first one" : null,
        ];
        return string.Join(" · ", parts.OfType<string>());
    }

    private static void WriteActions(Utf8JsonWriter json, Notice notice, TeamsCardSize size)
    {
        var links = notice.Links.Where(link => link.Url.AbsoluteUri.Length <= LongestUrl).Take(size.Links).ToArray();
        if (links.Length == 0) return;
        json.WriteStartArray("actions");
        foreach (var link in links)
        {
            json.WriteStartObject();
            json.WriteString("type", "Action.OpenUrl");
            json.WriteString("title", Clip.Line(link.Label, 75));
            json.WriteString("url", link.Url.AbsoluteUri);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A text; none if it is empty. A style without a value is switched on.</summary>
    private static void WriteText(Utf8JsonWriter json, string text, params ReadOnlySpan<(string Name, string? Value)> style)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        json.WriteStartObject();
        json.WriteString("type", "TextBlock");
        json.WriteString("text", text);
        json.WriteBoolean("wrap", true);
        foreach (var (name, value) in style)
        {
            if (value is null) json.WriteBoolean(name, true);
            else json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static string Colour(NoticeTone tone) => tone switch
    {
        NoticeTone.Alarm => "Attention",
        NoticeTone.Warning => "Warning",
        NoticeTone.Resolved => "Good",
        _ => "Default",
    };
}
