using System.Text.Json;
using System.Text.Json.Serialization;
using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>What stands in the queue: an event from the outbox, or an errand of one that is to be tried again.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Target">The only place to attend to; null for all.</param>
public sealed record DispatchMessage([property: JsonRequired] BudgetEvent Event, [property: JsonRequired] string? Target)
{
    /// <summary>How often the errand had been tried when this was sent; null for an event from the outbox. Who finds more has found a message that was overtaken.</summary>
    public int? Attempts { get; init; }

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It is neither an event nor an errand.</exception>
    public static DispatchMessage Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("event", out var happened))
            return new DispatchMessage(BudgetEvent.Parse(json), Target: null);
        var errand = JsonSerializer.Deserialize(json, DispatchJson.Default.DispatchMessage);
        return errand is { Target.Length: > 0 }
            ? errand with { Event = BudgetEvent.Parse(happened.GetRawText()) }
            : throw new JsonException("The message is no errand: it has no target.");
    }

    /// <summary>The message as it travels.</summary>
    public string ToJson() => Target is null ? Event.ToJson() : JsonSerializer.Serialize(this, DispatchJson.Default.DispatchMessage);
}

/// <summary>JSON of dispatch, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DispatchMessage))]
[JsonSerializable(typeof(UndeliveredErrand))]
internal sealed partial class DispatchJson : JsonSerializerContext;
