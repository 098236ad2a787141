using System.Collections.Concurrent;
using System.Text.Json;

namespace ErrorBudget.Testing;

/// <summary>PagerDuty's Events API v2: triggers with the same key are one incident, and a resolve ends it.</summary>
public sealed class FakePagerDuty : IAsyncDisposable
{
    private const int LongestBody = 512 * 1024;
    private readonly ConcurrentDictionary<string, Incident> _incidents = new();
    private readonly ConcurrentQueue<string> _faults = new();

    private FakePagerDuty()
    {
    }

    /// <summary>An incident.</summary>
    /// <param name="Key">Its dedup_key.</param>
    /// <param name="Event">The event that opened it.</param>
    /// <param name="IsOpen">Whether it is open.</param>
    /// <param name="Triggers">How often it was triggered.</param>
    public sealed record Incident(string Key, JsonElement Event, bool IsOpen, int Triggers)
    {
        /// <summary>The payload of the event that opened it.</summary>
        public JsonElement Payload => Event.GetProperty("payload");
    }

    /// <summary>The server, to have mishaps and to count requests.</summary>
    public FakeReceiver Server { get; private set; } = null!;

    /// <summary>The API's address.</summary>
    public Uri Api => Server.Address;

    /// <summary>The service's integration key.</summary>
    public string RoutingKey { get; } = "0123456789abcdef0123456789abcdef";

    /// <summary>The incidents by key.</summary>
    public IReadOnlyDictionary<string, Incident> Incidents => _incidents;

    /// <summary>What was refused; empty unless something is wrong with the caller.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    public static async Task<FakePagerDuty> StartAsync(int port = 0)
    {
        var pagerDuty = new FakePagerDuty();
        pagerDuty.Server = await FakeReceiver.StartAsync(pagerDuty.Take, port);
        return pagerDuty;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private FakeAnswer Take(FakeRequest request)
    {
        if (request is not { Method: "POST", Path: "/v2/enqueue" }) return new FakeAnswer(404);
        if (request.Body.Length > LongestBody) return Refuse(413, "too large");
        if (request.Json() is not { ValueKind: JsonValueKind.Object } received) return Refuse(400, "no JSON object");
        if (FaultOf(received) is { } fault) return Refuse(400, fault);
        var key = received.GetProperty("dedup_key").GetString()!;
        if (Text(received, "event_action") == "trigger")
            _incidents.AddOrUpdate(key, new Incident(key, received, true, 1), (_, known) => known with { IsOpen = true, Triggers = known.Triggers + 1 });
        else if (_incidents.TryGetValue(key, out var open))
            _incidents[key] = open with { IsOpen = false };

        // It is taken now and looked at later: a resolve of what nobody triggered is taken too.
        return FakeAnswer.Json(202, JsonSerializer.Serialize(new { status = "success", message = "Event processed", dedup_key = key }));
    }

    private string? FaultOf(JsonElement received)
    {
        if (Text(received, "routing_key") != RoutingKey) return $"Invalid routing key {Text(received, "routing_key")}";
        if (Text(received, "dedup_key") is not { Length: >= 1 and <= 255 }) return "'dedup_key' must have 1 to 255 characters";
        return Text(received, "event_action") switch
        {
            "resolve" or "acknowledge" => null,
            "trigger" => FaultOfTrigger(received),
            _ => "'event_action' is missing or invalid",
        };
    }

    private static string? FaultOfTrigger(JsonElement received)
    {
        if (!received.TryGetProperty("payload", out var payload)) return "'payload' is missing";
        if (Text(payload, "summary") is not { Length: >= 1 and <= 1024 }) return "'payload.summary' must have 1 to 1024 characters";
        if (Text(payload, "source") is not { Length: > 0 }) return "'payload.source' is missing or blank";
        if (Text(payload, "severity") is not ("critical" or "error" or "warning" or "info")) return "'payload.severity' is invalid";
        if (payload.TryGetProperty("timestamp", out var at) && !at.TryGetDateTimeOffset(out _)) return "'payload.timestamp' is invalid";
        if (payload.TryGetProperty("custom_details", out var details) && details.ValueKind != JsonValueKind.Object) return "'custom_details' is no object";
        if (!received.TryGetProperty("links", out var links)) return null;
        return links.EnumerateArray().All(link => Text(link, "href")?.StartsWith("https://", StringComparison.Ordinal) == true && Text(link, "text") is { Length: > 0 })
            ? null
            : "'links' need an https href and a text";
    }

    private FakeAnswer Refuse(int status, string why)
    {
        _faults.Enqueue(why);
        return FakeAnswer.Json(status, JsonSerializer.Serialize(new { status = "invalid event", message = "Event object is invalid", errors = new[] { why } }));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
