using System.Text.Json;
using System.Text.Json.Serialization;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>Something that happened to a budget and has consequences. Travels through the outbox and the queue.</summary>
/// <param name="Id">The same for the same event, whoever computes it and however often.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, UTC.</param>
/// <param name="PolicyVersion">Which policy was in force.</param>
public sealed record BudgetEvent(
    [property: JsonRequired] string Id,
    [property: JsonRequired] BudgetEventKind Kind,
    [property: JsonRequired] DateTimeOffset At,
    [property: JsonRequired] string PolicyVersion)
{
    /// <summary>The service; null if it concerns no single one.</summary>
    public string? Service { get; init; }

    /// <summary>The objective; null if it concerns no single one.</summary>
    public string? Slo { get; init; }

    /// <summary>The burn-rate rule, for a burn.</summary>
    public string? Rule { get; init; }

    /// <summary>How urgent that rule is.</summary>
    public BurnSeverity? Severity { get; init; }

    /// <summary>What a beginning and its end have in common, and nothing else has; null for what has no end.</summary>
    public string? Episode { get; init; }

    /// <summary>The id of the event that this one ends or follows; null for a beginning.</summary>
    public string? Follows { get; init; }

    /// <summary>When what it ends or follows happened, UTC.</summary>
    public DateTimeOffset? FollowsAt { get; init; }

    /// <summary>The rule of a faster burn that was going on already: people have been told of that one.</summary>
    public string? InhibitedBy { get; init; }

    /// <summary>The zone before, for a zone change.</summary>
    public Zone? From { get; init; }

    /// <summary>The zone after, for a zone change.</summary>
    public Zone? To { get; init; }

    /// <summary>The minutes of the escalation's step, for <see cref="BudgetEventKind.StillExhausted"/>.</summary>
    public int? AfterMinutes { get; init; }

    /// <summary>What there is to say that no other property does, as plain text.</summary>
    public string? Detail { get; init; }

    /// <summary>Whom it is for, where it concerns no single SLO; null for everybody in <see cref="Channels"/>.</summary>
    public string? Owner { get; init; }

    /// <summary>The addresses of the channels it is told in, where it concerns no single SLO; null where the policy says who is told.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>The trace it comes from, as a W3C <c>traceparent</c>, so that what follows is part of it; null if it was not traced.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>The SLO's numbers; null if it concerns no single one.</summary>
    public BudgetFacts? Facts { get; init; }

    /// <summary>The SLO; null if it concerns no single one.</summary>
    [JsonIgnore]
    public SloId? SloId => Service is { } service && Slo is { } slo ? new SloId(service, slo) : null;

    /// <summary>Reads an event as it travels.</summary>
    /// <exception cref="JsonException">It is no such event, or one without an id, or with half a name of an SLO.</exception>
    public static BudgetEvent Parse(string json) =>
        JsonSerializer.Deserialize(json, BudgetEventJson.Default.BudgetEvent) is { Id.Length: > 0 } read && Enum.IsDefined(read.Kind) && read.Service is null == read.Slo is null
            ? read
            : throw new JsonException("The message is no budget event.");

    /// <summary>The event on its way: it carries the trace it comes from.</summary>
    public OutboxRecord ToRecord() => new(Id, Minute.Containing(At), Traced().ToJson());

    /// <summary>The event with the trace of what goes on now, unless it comes from another.</summary>
    public BudgetEvent Traced() => TraceParent is null && Spans.TraceParent is { } current ? this with { TraceParent = current } : this;

    /// <summary>The event as it travels.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BudgetEventJson.Default.BudgetEvent);
}

/// <summary>JSON of events, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BudgetEvent))]
public sealed partial class BudgetEventJson : JsonSerializerContext;
