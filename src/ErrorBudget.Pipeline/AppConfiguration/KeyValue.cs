using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ErrorBudget.Pipeline.FeatureFlags;

namespace ErrorBudget.Pipeline.AppConfiguration;

/// <summary>A feature flag as the REST API shows it: a key-value whose value is JSON in a string.</summary>
/// <param name="Value">The flag.</param>
/// <param name="ContentType">The content type; null for none.</param>
/// <param name="Tags">The tags as JSON.</param>
internal sealed record KeyValue(FeatureFlagValue Value, string? ContentType, string Tags)
{
    /// <summary>Reads an answer's body.</summary>
    /// <exception cref="InvalidDataException">It holds no feature flag.</exception>
    public static KeyValue Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "value") is not { } value) throw new InvalidDataException("it has no value");
            var tags = root.TryGetProperty("tags", out var given) && given.ValueKind == JsonValueKind.Object ? given.GetRawText() : "{}";
            return new KeyValue(FeatureFlagValue.Parse(value), Text(root, "content_type"), tags);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException("the answer is no JSON, or too long", malformed);
        }
    }

    /// <summary>The state for the use case.</summary>
    /// <param name="flag">The flag's id.</param>
    /// <param name="version">The ETag, in quotes.</param>
    /// <param name="body">The body that was read.</param>
    public FlagState ToState(string flag, string version, string body) => new(flag, Value.IsOn, version, Digest($"{Value.Rest}\n{ContentType}\n{Tags}"), body);

    /// <summary>The body that switches the flag and changes nothing else: what is left out of it would be cleared.</summary>
    public byte[] Switched(bool on)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("value", Value.Switched(on));
            json.WriteString("content_type", ContentType);
            json.WritePropertyName("tags");
            json.WriteRawValue(Tags);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
