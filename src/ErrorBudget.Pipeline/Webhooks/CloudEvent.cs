using System.Text.Json;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Notices;

namespace ErrorBudget.Pipeline.Webhooks;

/// <summary>Writes an event as a CloudEvent 1.0 in structured mode (cloudevents/spec, cloudevents/formats/json-format.md).</summary>
internal static class CloudEvent
{
    /// <summary>The media type of the structured mode.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>The most bytes that everybody who passes events on must take (cloudevents/spec, "Size Limits").</summary>
    public const int LongestEvent = 64 * 1024;

    /// <summary>Where events come from if nobody configured the app's address.</summary>
    private const string DefaultSource = "urn:error-budget-functions";

    private const int LongestText = 4000;
    private const int ShortText = 500;

    /// <summary>The event; null if it does not fit even without what can be left out.</summary>
    public static byte[]? Write(Notice notice)
    {
        var happened = notice.Event;
        var shortened = happened with { Detail = happened.Detail is { } detail ? Clip.Text(detail, ShortText) : null };
        return Fitting(Write(notice, happened, LongestText))
            ?? Fitting(Write(notice, shortened, ShortText))
            ?? Fitting(Write(notice, shortened with { Facts = null }, ShortText));
    }

    private static byte[]? Fitting(byte[] written) => written.Length <= LongestEvent ? written : null;

    private static byte[] Write(Notice notice, BudgetEvent happened, int longestText) => JsonPost.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", happened.Id);
        json.WriteString("source", notice.Site?.AbsoluteUri ?? DefaultSource);
        json.WriteString("type", TypeOf(happened.Kind));
        if (happened.SloId is { } id) json.WriteString("subject", id.ToString());
        json.WriteString("time", happened.At.UtcDateTime);
        json.WriteString("datacontenttype", "application/json");
        json.WriteStartObject("data");
        json.WriteString("title", Clip.Line(notice.Title, longestText));
        json.WriteString("summary", Clip.Text(notice.Summary, longestText));
        foreach (var property in JsonSerializer.SerializeToElement(happened, BudgetEventJson.Default.BudgetEvent).EnumerateObject()) property.WriteTo(json);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>For example <c>errorbudget.burn_started.v1</c>.</summary>
    private static string TypeOf(BudgetEventKind kind) => $"errorbudget.{JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString())}.v1";
}
