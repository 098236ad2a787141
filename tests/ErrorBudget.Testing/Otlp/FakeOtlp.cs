using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ErrorBudget.Testing.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>An OTLP receiver (HTTP with protobuf) that keeps what it is sent. It may also take connections and never answer.</summary>
public sealed class FakeOtlp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _hangs;
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentQueue<Metric> _metrics = new();
    private readonly ConcurrentQueue<LogRecord> _logs = new();
    private readonly ConcurrentQueue<Resource> _resources = new();
    private readonly ConcurrentQueue<string> _headers = new();

    private FakeOtlp(WebApplication app, Uri address, bool hangs) => (_app, Address, _hangs) = (app, address, hangs);

    /// <summary>Its address, for <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public Uri Address { get; }

    /// <summary>Every span that arrived.</summary>
    public IReadOnlyList<Span> Spans => [.. _spans];

    /// <summary>Every export of a metric that arrived.</summary>
    public IReadOnlyList<Metric> Metrics => [.. _metrics];

    /// <summary>Every log record that arrived.</summary>
    public IReadOnlyList<LogRecord> Logs => [.. _logs];

    /// <summary>Who sent it.</summary>
    public IReadOnlyList<Resource> Resources => [.. _resources];

    /// <summary>The values of the header <c>x-otlp-test</c>.</summary>
    public IReadOnlyList<string> Headers => [.. _headers];

    /// <summary>How many requests have come.</summary>
    public int Requests => _bodies.Count;

    /// <summary>All that arrived as text, to look for what must not be there.</summary>
    public string Everything => string.Join('\n', _bodies.Select(Encoding.Latin1.GetString));

    /// <summary>Starts it on a free port.</summary>
    /// <param name="hangs">Whether it never answers.</param>
    public static async Task<FakeOtlp> StartAsync(bool hangs = false)
    {
        var port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var receiver = new FakeOtlp(app, new Uri($"http://127.0.0.1:{port}"), hangs);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>An attribute's value as text; null if there is none.</summary>
    public static string? Value(IEnumerable<KeyValue> attributes, string key) => attributes.FirstOrDefault(attribute => attribute.Key == key)?.Value is { } value
        ? value.ValueCase == AnyValue.ValueOneofCase.StringValue ? value.StringValue : value.ToString()
        : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _bodies.Enqueue(body.ToArray());
        if (context.Request.Headers["x-otlp-test"] is [{ } header, ..]) _headers.Enqueue(header);
        if (_hangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        Keep(context.Request.Path, body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    private void Keep(string path, byte[] body)
    {
        switch (path)
        {
            case "/v1/traces":
                foreach (var sent in TracesBody.Parser.ParseFrom(body).Resources)
                {
                    _resources.Enqueue(sent.Resource);
                    foreach (var span in sent.Scopes.SelectMany(scope => scope.Spans)) _spans.Enqueue(span);
                }

                break;
            case "/v1/metrics":
                foreach (var metric in MetricsBody.Parser.ParseFrom(body).Resources.SelectMany(sent => sent.Scopes).SelectMany(scope => scope.Metrics)) _metrics.Enqueue(metric);
                break;
            case "/v1/logs":
                foreach (var record in LogsBody.Parser.ParseFrom(body).Resources.SelectMany(sent => sent.Scopes).SelectMany(scope => scope.Records)) _logs.Enqueue(record);
                break;
        }
    }
}
