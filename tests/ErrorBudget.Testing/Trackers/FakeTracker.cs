using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ErrorBudget.Pipeline.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>
/// What the fake trackers have in common: an HTTP server on a free loopback port, the tickets, and ways to interfere. How a
/// tracker answers is in <see cref="FakeGitHub"/>, <see cref="FakeJira"/> and <see cref="FakeBoards"/>.
/// </summary>
public abstract class FakeTracker : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Lock _lock = new();
    private readonly List<FakeTicket> _tickets = [];

    private protected FakeTracker(TimeProvider? time)
    {
        Time = time ?? TimeProvider.System;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _app.Urls.Add(Address.AbsoluteUri);
        _app.Run(TakeAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Settings that reach it.</summary>
    public abstract Tracker Settings { get; }

    /// <summary>Its clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Every ticket that was opened, oldest first.</summary>
    public IReadOnlyList<FakeTicket> Tickets
    {
        get
        {
            lock (_lock) return [.. _tickets];
        }
    }

    /// <summary>Method and path of every request, in order.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>What was wrong with requests; empty unless something is wrong with the caller or its settings.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Called before a request is looked at; true if it has written the answer itself.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Called when a request was taken and before the caller hears of it; true if it has written the answer itself, or aborted.</summary>
    public Func<HttpContext, Task<bool>> After { get; set; } = _ => Task.FromResult(false);

    /// <summary>Whether a ticket is open.</summary>
    public abstract bool IsOpen(FakeTicket ticket);

    /// <summary>Closes a ticket as a person would.</summary>
    public abstract void CloseByHand(FakeTicket ticket);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task ListenAsync() => _app.StartAsync();

    private protected abstract Task<Reply> AnswerAsync(HttpRequest request, JsonNode? body);

    private protected FakeTicket Open(Func<int, FakeTicket> open)
    {
        lock (_lock)
        {
            var ticket = open(_tickets.Count + 1);
            _tickets.Add(ticket);
            return ticket;
        }
    }

    private protected FakeTicket? Find(string? number) => Tickets.FirstOrDefault(ticket => ticket.Number == number && !ticket.IsDeleted);

    private protected static string? BasicOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])) : null;
    }

    private protected static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task TakeAsync(HttpContext context)
    {
        var request = context.Request;
        _requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        if (await Before(context)) return;

        using var text = new StreamReader(request.Body, Encoding.UTF8);
        var json = await text.ReadToEndAsync();
        Reply reply;
        try
        {
            reply = await AnswerAsync(request, json.Length == 0 ? null : JsonNode.Parse(json));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            reply = new Reply(400, new JsonObject { ["message"] = $"Problems parsing JSON: {wrong.Message}" });
        }

        if (reply.Status is (>= 400 or 203) and not (404 or 410)) _faults.Enqueue($"{request.Method} {request.Path}: {reply.Status} {reply.Body?.ToJsonString()}");
        if (reply.Status < 300 && await After(context)) return;
        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers) context.Response.Headers[name] = value;
        if (reply.Body is null) return;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(reply.Body.ToJsonString());
    }

    private protected sealed record Reply(int Status, JsonNode? Body = null)
    {
        public Dictionary<string, string> Headers { get; init; } = [];
    }
}
