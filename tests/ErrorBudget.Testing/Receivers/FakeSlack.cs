using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace ErrorBudget.Testing;

/// <summary>A Slack workspace: an incoming webhook and <c>chat.postMessage</c>. It takes what Slack takes and notes every ping.</summary>
public sealed class FakeSlack : IAsyncDisposable
{
    private const string WebhookPath = "/services/T0FAKE/B0FAKE/webhook-secret";
    private readonly ConcurrentQueue<Message> _messages = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private int _count;

    private FakeSlack()
    {
    }

    /// <summary>A message in a channel.</summary>
    /// <param name="Channel">The channel; <c>webhook</c> for what came through the webhook.</param>
    /// <param name="Timestamp">Its ts.</param>
    /// <param name="Thread">The ts of the message it answers; null for none.</param>
    /// <param name="IsBroadcast">Whether an answer shows in the channel too.</param>
    /// <param name="Text">The fallback text.</param>
    /// <param name="Blocks">The blocks.</param>
    public sealed record Message(string Channel, string Timestamp, string? Thread, bool IsBroadcast, string Text, JsonElement Blocks);

    /// <summary>The server, to have mishaps and to count requests.</summary>
    public FakeReceiver Server { get; private set; } = null!;

    /// <summary>The incoming webhook's address.</summary>
    public Uri Webhook => new(Server.Address, WebhookPath);

    /// <summary>The API's address.</summary>
    public Uri Api => new(Server.Address, "/api/");

    /// <summary>The bot's token.</summary>
    public string Token { get; } = "xoxb-fake-bot-token";

    /// <summary>What people see, in order.</summary>
    public IReadOnlyList<Message> Messages => [.. _messages];

    /// <summary>What Slack refused, and marks that were meant as text; empty unless something is wrong with the caller.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    public static async Task<FakeSlack> StartAsync(int port = 0)
    {
        var slack = new FakeSlack();
        slack.Server = await FakeReceiver.StartAsync(slack.Take, port);
        return slack;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private FakeAnswer Take(FakeRequest request) => (request.Method, request.Path) switch
    {
        ("POST", WebhookPath) => TakeWebhook(request),
        ("POST", "/api/chat.postMessage") => TakeBot(request),
        ("POST", _) when request.Path.StartsWith("/services/", StringComparison.Ordinal) => new FakeAnswer(403, "invalid_token"),
        _ => new FakeAnswer(404, "not found"),
    };

    private FakeAnswer TakeWebhook(FakeRequest request)
    {
        if (request.Json() is not { } message) return Fault(new FakeAnswer(400, "invalid_payload"), "no JSON");
        if (SlackRules.FaultOf(message) is { } fault) return Fault(new FakeAnswer(400, fault.Code), fault.Why);
        Keep("webhook", message);
        return new FakeAnswer(200, "ok");
    }

    private FakeAnswer TakeBot(FakeRequest request)
    {
        if (request.Header("Authorization") != $"Bearer {Token}") return Error("invalid_auth", "a wrong token");
        if (request.Header("Content-Type") != "application/json; charset=utf-8") return Error("invalid_post_type", "no JSON in UTF-8");
        if (request.Json() is not { } message) return Error("invalid_json", "no JSON");
        if (!message.TryGetProperty("channel", out var channel)) return Error("channel_not_found", "no channel");
        if (SlackRules.FaultOf(message) is { } fault) return Error(fault.Code, fault.Why);
        if (Thread(message) is { } thread && !_messages.Any(known => known.Timestamp == thread && known.Channel == channel.GetString())) return Error("thread_not_found", $"no message {thread}");
        if (Thread(message) is null && message.TryGetProperty("reply_broadcast", out _)) return Error("invalid_arguments", "reply_broadcast without thread_ts");
        var timestamp = Keep(channel.GetString()!, message);
        return FakeAnswer.Json(200, JsonSerializer.Serialize(new { ok = true, channel = "C0FAKE", ts = timestamp }));
    }

    private string Keep(string channel, JsonElement message)
    {
        foreach (var leak in SlackRules.Leaks(message)) _faults.Enqueue(leak);
        var timestamp = string.Create(CultureInfo.InvariantCulture, $"1700000000.{Interlocked.Increment(ref _count):000000}");
        var isBroadcast = message.TryGetProperty("reply_broadcast", out var broadcast) && broadcast.GetBoolean();
        _messages.Enqueue(new Message(channel, timestamp, Thread(message), isBroadcast, message.GetProperty("text").GetString()!, message.GetProperty("blocks")));
        return timestamp;
    }

    private static string? Thread(JsonElement message) => message.TryGetProperty("thread_ts", out var thread) ? thread.GetString() : null;

    /// <summary>chat.postMessage answers 200 whatever is wrong.</summary>
    private FakeAnswer Error(string code, string why) => Fault(FakeAnswer.Json(200, JsonSerializer.Serialize(new { ok = false, error = code })), why);

    private FakeAnswer Fault(FakeAnswer answer, string why)
    {
        _faults.Enqueue($"{answer.Body}: {why}");
        return answer;
    }
}
