using System.Text.Json;
using System.Text.RegularExpressions;

namespace ErrorBudget.Testing;

/// <summary>What Slack takes and what it makes of text: the limits of Block Kit, and the marks that ping people.</summary>
internal static partial class SlackRules
{
    /// <summary>What is wrong with a message, as Slack's code and in words; null for nothing.</summary>
    public static (string Code, string Why)? FaultOf(JsonElement message)
    {
        if (Text(message, "text") is not { Length: > 0 } text) return ("no_text", "no text beside the blocks");
        if (text.Length > 40_000) return ("msg_too_long", "text is cut at 40,000 characters");
        if (!message.TryGetProperty("blocks", out var blocks)) return null;
        if (blocks.ValueKind != JsonValueKind.Array || blocks.GetArrayLength() is 0 or > 50) return ("invalid_blocks", "1 to 50 blocks");
        return blocks.EnumerateArray().Select(FaultOfBlock).FirstOrDefault(fault => fault is not null) is { } why ? ("invalid_blocks", why) : null;
    }

    /// <summary>What in a message is read as a mark and not as text: pings, links that nobody meant, and escapes cut in two.</summary>
    public static IEnumerable<string> Leaks(JsonElement message)
    {
        foreach (var (text, type) in Texts(message))
        {
            foreach (Match mark in Marks().Matches(text))
            {
                if (mark.Value is ['<', '!' or '@' or '#', ..]) yield return $"ping {mark.Value}";
                else if (type == "plain_text" || !Links().IsMatch(mark.Value)) yield return $"unescaped {mark.Value}";
            }

            if (Ampersands().Match(text) is { Success: true } half) yield return $"unescaped {half.Value}";
        }
    }

    private static string? FaultOfBlock(JsonElement block) => Text(block, "type") switch
    {
        "header" => FaultOfText(block, "text", 150, "plain_text"),
        "section" => FaultOfSection(block),
        "context" => FaultOfElements(block, 10, element => FaultOfText(element, 2000)),
        var type => $"block type {type}",
    };

    private static string? FaultOfSection(JsonElement block)
    {
        if (block.TryGetProperty("text", out _)) return FaultOfText(block, "text", 3000);
        if (!block.TryGetProperty("fields", out var fields)) return "a section without text and fields";
        if (fields.GetArrayLength() is 0 or > 10) return "1 to 10 fields";
        return fields.EnumerateArray().Select(field => FaultOfText(field, 2000)).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOfElements(JsonElement block, int most, Func<JsonElement, string?> check)
    {
        if (!block.TryGetProperty("elements", out var elements) || elements.GetArrayLength() is var count && (count == 0 || count > most)) return $"1 to {most} elements";
        return elements.EnumerateArray().Select(check).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOfText(JsonElement block, string name, int longest, string? type = null) =>
        block.TryGetProperty(name, out var text) ? FaultOfText(text, longest, type) : $"no {name}";

    private static string? FaultOfText(JsonElement text, int longest, string? only = null)
    {
        var type = Text(text, "type");
        if (type is not ("plain_text" or "mrkdwn") || (only is not null && type != only)) return $"text of type {type}";
        if (type == "plain_text" && text.TryGetProperty("verbatim", out _)) return "verbatim is for mrkdwn";
        return Text(text, "text") is { } said && !string.IsNullOrWhiteSpace(said) && said.Length <= longest ? null : $"1 to {longest} characters";
    }

    private static IEnumerable<(string Text, string Type)> Texts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().SelectMany(Texts);
        if (element.ValueKind != JsonValueKind.Object) return [];
        var own = Text(element, "text") is { } text ? [(text, Text(element, "type") ?? "mrkdwn")] : Array.Empty<(string, string)>();
        return own.Concat(element.EnumerateObject().SelectMany(property => Texts(property.Value)));
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("<[^>]*>?|>")]
    private static partial Regex Marks();

    [GeneratedRegex(@"^<https?://[^|<>\s]+\|[^|<>]+>$")]
    private static partial Regex Links();

    [GeneratedRegex("&(?!amp;|lt;|gt;).{0,5}")]
    private static partial Regex Ampersands();
}
