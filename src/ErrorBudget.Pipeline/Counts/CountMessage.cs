using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ErrorBudget.Pipeline.Counts;

/// <summary>Counts on their way through the queue.</summary>
/// <param name="Counts">The counts; at least one.</param>
public sealed record CountMessage([property: JsonRequired] ImmutableArray<PushedCount> Counts)
{
    /// <summary>The longest message in bytes of UTF-8: the queue takes 64 KB of base64.</summary>
    public const int MaximumBytes = 48 * 1024;

    /// <summary>As few messages as hold all counts, in their order.</summary>
    public static IReadOnlyList<CountMessage> Split(IEnumerable<PushedCount> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var frame = Encoding.UTF8.GetByteCount(new CountMessage([]).ToJson());
        var messages = new List<CountMessage>();
        var (batch, bytes) = (ImmutableArray.CreateBuilder<PushedCount>(), frame);
        foreach (var count in counts)
        {
            var size = JsonSerializer.SerializeToUtf8Bytes(count, CountMessageJson.Default.PushedCount).Length + 1;
            if (bytes + size > MaximumBytes)
            {
                messages.Add(new CountMessage(batch.ToImmutable()));
                batch.Clear();
                bytes = frame;
            }

            batch.Add(count);
            bytes += size;
        }

        if (batch.Count > 0) messages.Add(new CountMessage(batch.ToImmutable()));
        return messages;
    }

    /// <summary>The message as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CountMessageJson.Default.CountMessage);

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It holds no counts, or one that no endpoint would have taken.</exception>
    public static CountMessage Parse(string json)
    {
        var message = JsonSerializer.Deserialize(json, CountMessageJson.Default.CountMessage);
        if (message is null || message.Counts.IsDefaultOrEmpty) throw new JsonException("The message holds no counts.");
        return message.Counts.Any(count => count is null || count.Service is null || count.Slo is null || PushedCount.Problem(count.Good, count.Total, count.Id) is not null)
            ? throw new JsonException("The message holds a count that no endpoint would have taken.")
            : message;
    }
}

/// <summary>JSON of messages, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CountMessage))]
[JsonSerializable(typeof(PushedCount))]
internal sealed partial class CountMessageJson : JsonSerializerContext;
