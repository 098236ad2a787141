using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>The ingestion endpoint of Application Insights: takes envelopes, one JSON document a line, and keeps them.</summary>
public sealed class FakeApplicationInsights : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _bodies = new();

    private FakeApplicationInsights(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>Its address, for <c>IngestionEndpoint</c>.</summary>
    public Uri Address { get; }

    /// <summary>Every envelope that arrived.</summary>
    public IReadOnlyList<JsonElement> Envelopes =>
        [.. _bodies.SelectMany(body => body.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>All that arrived, to look for what must not be there.</summary>
    public string Everything => string.Join('\n', _bodies);

    /// <summary>Starts it on a free port.</summary>
    public static async Task<FakeApplicationInsights> StartAsync()
    {
        var port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var fake = new FakeApplicationInsights(app, new Uri($"http://127.0.0.1:{port}/"));
        app.Run(fake.TakeAsync);
        await app.StartAsync();
        return fake;
    }

    /// <summary>A custom property of an envelope; null if it has none of that name.</summary>
    public static string? Property(JsonElement envelope, string name) =>
        envelope.GetProperty("data").GetProperty("baseData").TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The metric that an envelope is about; null if it is about none.</summary>
    public static string? MetricOf(JsonElement envelope) =>
        envelope.GetProperty("data").GetProperty("baseData").TryGetProperty("metrics", out var metrics) ? metrics[0].GetProperty("name").GetString() : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/v2.1/track"))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using var body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        var text = await new StreamReader(body, Encoding.UTF8).ReadToEndAsync(context.RequestAborted);
        _bodies.Enqueue(text);
        var count = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(FormattableString.Invariant($$"""{"itemsReceived":{{count}},"itemsAccepted":{{count}},"errors":[]}"""));
    }
}
