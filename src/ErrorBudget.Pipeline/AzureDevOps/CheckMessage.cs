using System.Text.Json;
using System.Text.Json.Serialization;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>Asks whoever takes it from the queue to look at one check now. Only a nudge: the check itself waits in the store.</summary>
/// <param name="Check">The check's <see cref="CheckTask.Key"/>.</param>
public sealed record CheckMessage(string Check)
{
    /// <summary>The message as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CheckMessageJson.Default.CheckMessage);

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It is no such message.</exception>
    public static CheckMessage Parse(string json) =>
        JsonSerializer.Deserialize(json, CheckMessageJson.Default.CheckMessage) is { Check: { } key } message && CheckTask.IsKey(key)
            ? message
            : throw new JsonException("The message names no check.");
}

/// <summary>JSON of check messages, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CheckMessage))]
internal sealed partial class CheckMessageJson : JsonSerializerContext;
