using System.Text.Json;
using System.Text.Json.Serialization;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>Asks whoever takes it from the queue to evaluate one shard.</summary>
/// <param name="Shard">Which, 0 to <paramref name="Shards"/> − 1.</param>
/// <param name="Shards">How many there were when the message was written.</param>
public sealed record ShardMessage(int Shard, int Shards)
{
    /// <summary>The trace of the tick that sent it, as a W3C <c>traceparent</c>; null if it was not traced.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>The message as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ShardMessageJson.Default.ShardMessage);

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It is no such message.</exception>
    public static ShardMessage Parse(string json) =>
        JsonSerializer.Deserialize(json, ShardMessageJson.Default.ShardMessage) is { Shards: > 0 and <= Storage.Slot.Count } message
        && message.Shard >= 0 && message.Shard < message.Shards
            ? message
            : throw new JsonException("The message names no shard.");
}

/// <summary>JSON of shard messages, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShardMessage))]
internal sealed partial class ShardMessageJson : JsonSerializerContext;
