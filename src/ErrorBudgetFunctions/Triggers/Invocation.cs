using System.Text.Json;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>
/// What the Functions host sends to start a function: <c>{"Data":{…},"Metadata":{…}}</c>. Read tolerantly, since hosts
/// differ: strings are encoded once or twice, numbers come as strings, and metadata may be missing.
/// </summary>
internal sealed class Invocation
{
    /// <summary>The largest body that is read, in bytes; a queue message has at most 64 KB.</summary>
    public const int MaximumBytes = 512 * 1024;

    private readonly JsonElement _root;

    private Invocation(JsonElement root) => _root = root;

    /// <summary>Reads the body of a call.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static async Task<Invocation> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? new Invocation(document.RootElement.Clone())
            : throw new JsonException("The host's call is no JSON object.");
    }

    /// <summary>
    /// The text of a queue message. The host sends it as a JSON string inside a JSON string; some versions as one string,
    /// and a message that is itself JSON may come as an object.
    /// </summary>
    /// <param name="binding">The binding's name in function.json.</param>
    /// <returns>The text; null if there is no such binding.</returns>
    public string? Text(string binding)
    {
        if (!_root.TryGetProperty("Data", out var data) || data.ValueKind != JsonValueKind.Object) return null;
        if (!data.TryGetProperty(binding, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => Unwrap(value.GetString()!),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => value.GetRawText(),
        };
    }

    /// <summary>The text of a queue message that has to be there.</summary>
    /// <exception cref="JsonException">There is no such binding.</exception>
    public string Required(string binding) => Text(binding) ?? throw new JsonException($"The host's call has no text in Data.{binding}.");

    /// <summary>A text that is a JSON string holds the text; any other is the text.</summary>
    private static string Unwrap(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"') return text;
        try
        {
            using var inner = JsonDocument.Parse(text);
            return inner.RootElement.ValueKind == JsonValueKind.String ? inner.RootElement.GetString()! : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
