using System.Text.Json;
using System.Text.Json.Serialization;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>Something that happened to a budget and has to be told. Travels through the outbox and the queue.</summary>
/// <param name="Id">The same for the same event, whoever computes it and however often.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Service">The service.</param>
/// <param name="Slo">The objective.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Rule">The burn-rate rule, for a burn that started or was resolved.</param>
/// <param name="Episode">What a start and its resolution have in common.</param>
/// <param name="RemainingPct">What was left of the budget then, percent; null if unknown.</param>
/// <param name="From">The zone before, for a zone change.</param>
/// <param name="To">The zone after, for a zone change.</param>
/// <param name="PolicyVersion">Which policy was in force.</param>
public sealed record BudgetEvent(
    [property: JsonRequired] string Id,
    [property: JsonRequired] BudgetEventKind Kind,
    [property: JsonRequired] string Service,
    [property: JsonRequired] string Slo,
    [property: JsonRequired] DateTimeOffset At,
    string? Rule,
    string? Episode,
    decimal? RemainingPct,
    string? From,
    string? To,
    [property: JsonRequired] string PolicyVersion)
{
    /// <summary>Reads an event as it travels.</summary>
    /// <exception cref="JsonException">It is no such event, or one without an id, a service or an objective.</exception>
    public static BudgetEvent Parse(string json) =>
        JsonSerializer.Deserialize(json, BudgetEventJson.Default.BudgetEvent) is { Id.Length: > 0, Service.Length: > 0, Slo.Length: > 0 } read && Enum.IsDefined(read.Kind)
            ? read
            : throw new JsonException("The message is no budget event.");
}

/// <summary>JSON of events, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BudgetEvent))]
public sealed partial class BudgetEventJson : JsonSerializerContext;
