using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ErrorBudget.Testing;

/// <summary>
/// A receiver of CloudEvents that checks signatures by the Standard Webhooks convention, refuses old requests and drops
/// what it has had before.
/// </summary>
public sealed class FakeWebhookReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, byte> _seen = new();
    private readonly ConcurrentQueue<JsonElement> _events = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly TimeProvider _time;
    private int _duplicates;

    private FakeWebhookReceiver(TimeProvider time) => _time = time;

    /// <summary>The server, to have mishaps and to count requests.</summary>
    public FakeReceiver Server { get; private set; } = null!;

    /// <summary>Its address.</summary>
    public Uri Url => new(Server.Address, "/hooks/endpoint-secret");

    /// <summary>The key it checks with; null to take what is not signed.</summary>
    public string? Key { get; set; } = $"whsec_{Convert.ToBase64String("an endpoint's own secret key 01!"u8)}";

    /// <summary>The events it took, each once, in order.</summary>
    public IReadOnlyList<JsonElement> Events => [.. _events];

    /// <summary>How many requests it had had before.</summary>
    public int Duplicates => _duplicates;

    /// <summary>What it refused; empty unless something is wrong with the caller.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Starts it.</summary>
    /// <param name="time">The clock; the system's if left out.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public static async Task<FakeWebhookReceiver> StartAsync(TimeProvider? time = null, int port = 0)
    {
        var receiver = new FakeWebhookReceiver(time ?? TimeProvider.System);
        receiver.Server = await FakeReceiver.StartAsync(receiver.Take, port);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private FakeAnswer Take(FakeRequest request)
    {
        if (request.Method != "POST" || request.Path != Url.AbsolutePath) return Refuse(404, $"{request.Method} {request.Path}");
        if (SignatureFault(request) is { } forged) return Refuse(401, forged);
        if (request.Header("Content-Type") != "application/cloudevents+json; charset=utf-8") return Refuse(415, request.Header("Content-Type"));
        if (request.Body.Length > 64 * 1024) return Refuse(413, $"{request.Body.Length} bytes");
        if (request.Json() is not { ValueKind: JsonValueKind.Object } received) return Refuse(400, "no JSON object");
        if (FaultOf(received) is { } fault) return Refuse(400, fault);
        if (_seen.TryAdd(request.Header("webhook-id"), 0)) _events.Enqueue(received);
        else Interlocked.Increment(ref _duplicates);
        return new FakeAnswer(204);
    }

    private string? SignatureFault(FakeRequest request)
    {
        var (id, timestamp) = (request.Header("webhook-id"), request.Header("webhook-timestamp"));
        if (id.Length == 0 || id.Contains('.', StringComparison.Ordinal)) return "a webhook-id that is empty or has a dot";
        if (!long.TryParse(timestamp, CultureInfo.InvariantCulture, out var seconds)) return "no webhook-timestamp";
        if ((_time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance) return "an old webhook-timestamp";
        if (Key is null) return null;

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. request.Body];
        var expected = HMACSHA256.HashData(Convert.FromBase64String(Key["whsec_".Length..]), signed);
        return request.Header("webhook-signature").Split(' ').Any(signature => IsBy(signature, expected)) ? null : "no signature by this key";
    }

    private static bool IsBy(string signature, byte[] expected)
    {
        var bytes = new byte[signature.Length];
        return signature.StartsWith("v1,", StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(signature.AsSpan(3), bytes, out var length)
            && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, length), expected);
    }

    private static string? FaultOf(JsonElement received)
    {
        if (received.EnumerateObject().Select(attribute => attribute.Name).FirstOrDefault(name => !name.All(character => character is >= 'a' and <= 'z' or >= '0' and <= '9')) is { } odd) return $"an attribute named {odd}";
        if (Text(received, "specversion") != "1.0") return "specversion is not 1.0";
        if (Text(received, "id") is not { Length: > 0 } || Text(received, "type") is not { Length: > 0 }) return "no id or type";
        if (!Uri.TryCreate(Text(received, "source"), UriKind.RelativeOrAbsolute, out _)) return "source is no URI";
        if (Text(received, "subject") is { Length: 0 }) return "an empty subject";
        return received.TryGetProperty("time", out var time) && !time.TryGetDateTimeOffset(out _) ? "time is no RFC 3339" : null;
    }

    private FakeAnswer Refuse(int status, string why)
    {
        _faults.Enqueue(why);
        return new FakeAnswer(status, why);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
