using System.Text.Json;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.PagerDuty;

/// <summary>Lays a message out as an event of Events API v2 (PagerDuty/api-schema, reference/events-v2).</summary>
internal static class PagerDutyEvent
{
    private const int LongestSummary = 1024;
    private const int LongestName = 255;
    private const int LongestDetail = 4000;
    private const int MostDetails = 50;
    private const int MostLinks = 20;
    private const int LongestUrl = 2000;

    /// <summary>The event; at most about 300 KB of the 512 KB that PagerDuty takes, whatever the message.</summary>
    public static byte[] Write(PagerDutyService service, Notice notice) => JsonPost.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("routing_key", service.RoutingKey.Reveal());
        json.WriteString("event_action", notice.Phase == NoticePhase.Opens ? "trigger" : "resolve");
        json.WriteString("dedup_key", PagerDutyKey.Of(notice.Thread));
        if (notice.Phase == NoticePhase.Opens) WriteTrigger(json, notice);
        json.WriteEndObject();
    });

    private static void WriteTrigger(Utf8JsonWriter json, Notice notice)
    {
        json.WriteString("client", "Error budget");
        if (notice.Links.FirstOrDefault(link => link.Label == "Dashboard" && IsSendable(link)) is { } dashboard)
            json.WriteString("client_url", dashboard.Url.AbsoluteUri);
        WriteLinks(json, notice);
        WritePayload(json, notice);
    }

    private static void WriteLinks(Utf8JsonWriter json, Notice notice)
    {
        json.WriteStartArray("links");
        foreach (var link in notice.Links.Where(IsSendable).Take(MostLinks))
        {
            json.WriteStartObject();
            json.WriteString("href", link.Url.AbsoluteUri);
            json.WriteString("text", Clip.Line(link.Label, LongestName));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool IsSendable(NoticeLink link) => link.Url.Scheme == Uri.UriSchemeHttps && link.Url.AbsoluteUri.Length <= LongestUrl;

    private static void WritePayload(Utf8JsonWriter json, Notice notice)
    {
        var happened = notice.Event;
        json.WriteStartObject("payload");
        json.WriteString("summary", Clip.Line(notice.Title, LongestSummary));
        json.WriteString("severity", Severity(notice.Tone));
        json.WriteString("source", happened.Service is { Length: > 0 } source ? Clip.Line(source, LongestName) : "error-budget");
        json.WriteString("timestamp", happened.At.UtcDateTime);
        if (happened.Slo is { Length: > 0 } slo) json.WriteString("component", Clip.Line(slo, LongestName));
        if (happened.Service is { Length: > 0 } service) json.WriteString("group", Clip.Line(service, LongestName));
        json.WriteString("class", JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.Kind.ToString()));
        json.WriteStartObject("custom_details");
        foreach (var (name, text) in Details(notice).DistinctBy(detail => detail.Name)) json.WriteString(name, text);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<(string Name, string Text)> Details(Notice notice)
    {
        yield return ("Summary", Clip.Text(notice.Summary, LongestDetail));
        foreach (var fact in notice.Facts.Take(MostDetails)) yield return (Clip.Line(fact.Label, LongestName), Clip.Line(fact.Value, LongestName));
        if (!notice.Consequences.IsEmpty) yield return ("What the policy does", Clip.Text(string.Join('\n', notice.Consequences), LongestDetail));
        yield return ("Policy", Clip.Line(notice.Event.PolicyVersion, LongestName));
    }

    private static string Severity(NoticeTone tone) => tone switch
    {
        NoticeTone.Alarm => "critical",
        NoticeTone.Warning => "warning",
        _ => "info",
    };
}
