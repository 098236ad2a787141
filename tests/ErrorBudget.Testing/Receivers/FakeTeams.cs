using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ErrorBudget.Testing;

/// <summary>A Teams workflow's webhook. It takes what Teams takes, and notes Markdown that was meant as text.</summary>
public sealed partial class FakeTeams : IAsyncDisposable
{
    private const string Path = "/workflows/fake/triggers/manual/paths/invoke";
    private const string Query = "?api-version=1&sig=workflow-secret";
    private const int LongestPayload = 28 * 1024;
    private readonly ConcurrentQueue<JsonElement> _cards = new();
    private readonly ConcurrentQueue<string> _faults = new();

    private FakeTeams()
    {
    }

    /// <summary>The server, to have mishaps and to count requests.</summary>
    public FakeReceiver Server { get; private set; } = null!;

    /// <summary>The workflow's address, with its signature.</summary>
    public Uri Url => new(Server.Address, Path + Query);

    /// <summary>The cards in the channel, in order.</summary>
    public IReadOnlyList<JsonElement> Cards => [.. _cards];

    /// <summary>What was refused, and marks that were meant as text; empty unless something is wrong with the caller.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    public static async Task<FakeTeams> StartAsync(int port = 0)
    {
        var teams = new FakeTeams();
        teams.Server = await FakeReceiver.StartAsync(teams.Take, port);
        return teams;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private FakeAnswer Take(FakeRequest request)
    {
        if (request is not { Method: "POST", Path: Path }) return new FakeAnswer(404);
        if (request.Query != Query) return Refuse(401, "a wrong signature");
        if (request.Body.Length > LongestPayload) return Refuse(413, $"{request.Body.Length} bytes");
        if (request.Json() is not { } message || Card(message) is not { } card) return Refuse(400, "no Adaptive Card in a message");
        if (FaultOf(card) is { } fault) return Refuse(400, fault);
        foreach (var text in Texts(card))
        {
            if (Markup().Match(text) is { Success: true } markup) _faults.Enqueue($"Markdown: {markup.Value} in {text}");
        }

        _cards.Enqueue(card);
        return new FakeAnswer(202);
    }

    private static JsonElement? Card(JsonElement message) =>
        Text(message, "type") == "message"
        && message.TryGetProperty("attachments", out var attachments) && attachments.GetArrayLength() == 1
        && Text(attachments[0], "contentType") == "application/vnd.microsoft.card.adaptive"
        && attachments[0].TryGetProperty("content", out var card) ? card : null;

    private static string? FaultOf(JsonElement card)
    {
        if (Text(card, "type") != "AdaptiveCard" || Text(card, "version") is not ("1.4" or "1.5")) return "no card of version 1.4 or 1.5";
        if (!card.TryGetProperty("body", out var body) || body.GetArrayLength() == 0) return "an empty body";
        foreach (var block in body.EnumerateArray())
        {
            if (Text(block, "type") is not ("TextBlock" or "FactSet")) return $"an element {Text(block, "type")}";
            if (Text(block, "type") == "TextBlock" && (Text(block, "text") is not { Length: > 0 } || !block.GetProperty("wrap").GetBoolean())) return "a text that is empty or does not wrap";
        }

        return card.TryGetProperty("actions", out var actions) && actions.EnumerateArray().Any(action => Text(action, "type") != "Action.OpenUrl" || !Uri.TryCreate(Text(action, "url"), UriKind.Absolute, out _))
            ? "only Action.OpenUrl works"
            : null;
    }

    private static IEnumerable<string> Texts(JsonElement card) => card.GetProperty("body").EnumerateArray().SelectMany(block =>
        Text(block, "text") is { } text ? [text] : block.GetProperty("facts").EnumerateArray().SelectMany(fact => new[] { Text(fact, "title")!, Text(fact, "value")! }));

    private FakeAnswer Refuse(int status, string why)
    {
        _faults.Enqueue(why);
        return FakeAnswer.Json(status, JsonSerializer.Serialize(new { error = new { code = "TriggerInputSchemaMismatch", message = why } }));
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Emphasis, code and links that no backslash precedes; headings, quotes and lists at the beginning of a line.</summary>
    [GeneratedRegex(@"(?<!\\)(\\\\)*[*_`\[\]~]|^ *([#>+]|- )", RegexOptions.Multiline)]
    private static partial Regex Markup();
}
