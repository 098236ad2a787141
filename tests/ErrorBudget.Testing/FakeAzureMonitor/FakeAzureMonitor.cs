using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>
/// The query APIs of Azure Monitor with the rules that matter to who counts by them: audiences, https, bodies, answers from a cache,
/// 200 that is no success, 204, 429, and rows that arrive late. Queries are really run, over the rows it was given.
/// </summary>
public sealed class FakeAzureMonitor : IAsyncDisposable
{
    /// <summary>The workspace.</summary>
    public static readonly Guid Workspace = new("11111111-2222-3333-4444-555555555555");

    private const int ConcurrentQueries = 5;

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _queries = new();
    private int _running;

    private FakeAzureMonitor(WebApplication app, TimeProvider time, X509Certificate2 certificate) => (_app, _time, _certificate) = (app, time, certificate);

    /// <summary>An identity whose tokens name the scope they were asked for.</summary>
    public static TokenCredential Identity { get; } = DelegatedTokenCredential.Create(
        (context, _) => new AccessToken($"for {string.Join(' ', context.Scopes)}", DateTimeOffset.MaxValue));

    /// <summary>The address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its certificate, for programs that are to trust it: PEM, valid for 127.0.0.1.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>Sends requests and trusts this server.</summary>
    public HttpPipelineTransport Transport { get; private set; } = null!;

    /// <summary>The requests that were recorded.</summary>
    public ConcurrentBag<AppRequest> Requests { get; } = [];

    /// <summary>The platform metrics.</summary>
    public ConcurrentBag<MetricPoint> Metrics { get; } = [];

    /// <summary>What was wrong with calls; empty unless something is wrong with the caller.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Every log query that was run, and the address of every call for metrics.</summary>
    public IReadOnlyList<string> Queries => [.. _queries];

    /// <summary>Called before a call is looked at; true if it has written the answer itself.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>An error beside the rows of an answer with 200; null for none.</summary>
    public string? PartialError { get; set; }

    /// <summary>The most rows of an answer; when there are more, the answer says so.</summary>
    public int RowLimit { get; set; } = 500_000;

    /// <summary>Whether the workspace has ever had data.</summary>
    public bool HasData { get; set; } = true;

    /// <summary>Starts it.</summary>
    public static async Task<FakeAzureMonitor> StartAsync(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        using var signed = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pfx), password: null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        var fake = new FakeAzureMonitor(app, time, certificate);
        app.Run(fake.TakeAsync);
        await app.StartAsync();
        fake.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        fake.Transport = new HttpClientTransport(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
        });
        return fake;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (await Before(context)) return;
        var path = context.Request.Path.Value!;
        if (!context.Request.Headers.CacheControl.ToString().Contains("no-cache", StringComparison.Ordinal)) _faults.Enqueue($"{path}: without no-cache the answer may be two minutes old");
        try
        {
            if (Interlocked.Increment(ref _running) > ConcurrentQueries) await Fail(context, 429, "ThrottledError", "too many queries at once");
            else if (path.StartsWith("/v1/", StringComparison.Ordinal)) await LogsAsync(context, path);
            else await new MetricRules(this, _queries.Enqueue).AnswerAsync(context, path);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Refuses a call whose token is for another audience.</summary>
    internal async Task<bool> IsWelcomeAsync(HttpContext context, string scope)
    {
        var given = context.Request.Headers.Authorization.ToString();
        if (given == $"Bearer for {scope}") return true;
        _faults.Enqueue($"{context.Request.Path}: the token is '{given}'");
        await Fail(context, given.Length == 0 ? 401 : 403, "InsufficientAccessError", "The provided credentials have insufficient access to perform the requested operation");
        return false;
    }

    internal static Task Fail(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { code = "BadArgumentError", message = "The request had some invalid properties", innererror = new { code, message } } });
    }

    private async Task LogsAsync(HttpContext context, string path)
    {
        if (!await IsWelcomeAsync(context, "https://api.loganalytics.io/.default")) return;
        if (path != $"/v1/workspaces/{Workspace}/query" && !path.StartsWith("/v1/subscriptions/", StringComparison.OrdinalIgnoreCase))
        {
            await Fail(context, 404, "PathNotFoundError", "The requested path does not exist");
            return;
        }

        // A body that is no JSON, or not said to be, gets 200 and nothing.
        if (context.Request.Method != HttpMethods.Post || context.Request.ContentType != "application/json") return;
        context.Response.StatusCode = HasData ? 200 : 204;
        if (!HasData) return;

        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var kql = body.RootElement.GetProperty("query").GetString()!;
        _queries.Enqueue(kql);
        var span = body.RootElement.GetProperty("timespan").GetString()!.Split('/').Select(text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        try
        {
            var now = _time.GetUtcNow();
            var (columns, rows) = new KqlInterpreter(kql).Run(Requests.Where(row => row.ArrivedAt <= now && row.TimeGenerated >= span[0] && row.TimeGenerated <= span[1]));
            var table = new { name = "PrimaryResult", columns = columns.Select(column => new { name = column.Name, type = column.Type }), rows = rows.Take(RowLimit) };
            var error = PartialError ?? (rows.Count > RowLimit ? "The results of this query exceed the set limit" : null);
            object answer = error is null
                ? new { tables = new[] { table } }
                : new { tables = new[] { table }, error = new { code = "PartialError", message = "There were some errors when processing your query.", details = new[] { new { code = "QueryLimit", message = error } } } };
            await context.Response.WriteAsJsonAsync(answer);
        }
        catch (KqlSyntaxException wrong)
        {
            await Fail(context, 400, "SyntaxError", wrong.Message);
        }
    }
}
