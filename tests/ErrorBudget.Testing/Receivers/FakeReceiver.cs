using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>An HTTP server on the loopback interface that stands in for an outside system, and can have the same mishaps.</summary>
public sealed class FakeReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<FakeRequest, FakeAnswer> _take;
    private readonly ConcurrentQueue<Mishap> _mishaps = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly SemaphoreSlim _arrivals = new(0);

    private FakeReceiver(WebApplication app, int port, Func<FakeRequest, FakeAnswer> take) =>
        (_app, _take, Address) = (app, take, new Uri($"http://127.0.0.1:{port}/"));

    /// <summary>Its address.</summary>
    public Uri Address { get; }

    /// <summary>Every request that arrived, in order, whatever became of it.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>Starts it on a free port.</summary>
    /// <param name="take">Takes a request and answers it.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public static async Task<FakeReceiver> StartAsync(Func<FakeRequest, FakeAnswer> take, int port = 0)
    {
        var chosen = port == 0 ? FreePort.Next() : port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, chosen));
        var app = builder.Build();
        var receiver = new FakeReceiver(app, chosen, take);
        app.Run(receiver.AnswerAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Has the next requests go wrong, one by one.</summary>
    public void Suffer(params ReadOnlySpan<Mishap> mishaps)
    {
        foreach (var mishap in mishaps) _mishaps.Enqueue(mishap);
    }

    /// <summary>Waits until so many requests have arrived in all. For one who waits at a time.</summary>
    public async Task ArrivedAsync(int count, CancellationToken cancellationToken)
    {
        while (_requests.Count < count) await _arrivals.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrivals.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = await FakeRequest.ReadAsync(context.Request);
        var mishap = _mishaps.TryDequeue(out var next) ? next : null;
        var answer = mishap is null or { IsTaken: true } ? _take(request) : null;
        _requests.Enqueue(request);
        _arrivals.Release();
        switch (mishap)
        {
            case { IsSilent: true }:
                await WaitForTheEndAsync(context);
                return;
            case { Instead: null }:
                context.Abort();
                return;
            default:
                await WriteAsync(context.Response, mishap?.Instead ?? answer!);
                return;
        }
    }

    private static async Task WaitForTheEndAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static async Task WriteAsync(HttpResponse response, FakeAnswer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } wait) response.Headers.RetryAfter = wait;
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer.Body.Length == 0) return;
        response.ContentType = answer.ContentType;
        await response.WriteAsync(answer.Body);
    }
}
