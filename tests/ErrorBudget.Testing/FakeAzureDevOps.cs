using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Testing;

/// <summary>
/// An Azure DevOps over https with a certificate of its own. It takes what the real one takes (path, api-version, user,
/// token, body), notes what is wrong with a call, and ends each task once: a second answer is told that the plan is over.
/// </summary>
public sealed partial class FakeAzureDevOps : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, string> _ended = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("fake-azure-devops-").FullName;

    private FakeAzureDevOps(WebApplication app, X509Certificate2 certificate, int port) => (_app, _certificate, Port) = (app, certificate, port);

    /// <summary>A call that was made.</summary>
    /// <param name="Kind"><c>feed</c> or <c>events</c>.</param>
    /// <param name="Path">The path.</param>
    /// <param name="Body">The body.</param>
    /// <param name="Token">The token.</param>
    public sealed record Call(string Kind, string Path, JsonElement Body, string Token);

    /// <summary>The port on the loopback interface.</summary>
    public int Port { get; }

    /// <summary>A file with the certificate, for a process that should trust it.</summary>
    public string CertificateFile => Path.Combine(_directory, "certificate.pem");

    /// <summary>All calls that were as they should be, in order.</summary>
    public IReadOnlyList<Call> Calls => [.. _calls];

    /// <summary>What was wrong with calls; empty unless something is wrong with the caller.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>The answers that were taken: at most one a task.</summary>
    public IReadOnlyDictionary<string, string> Ended => _ended;

    /// <summary>Called before a call is looked at; true if it has written the answer itself.</summary>
    public Func<HttpContext, string, Task<bool>> Before { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Called after a call was taken and before the caller hears of it.</summary>
    public Func<HttpContext, string, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Starts it.</summary>
    public static async Task<FakeAzureDevOps> StartAsync()
    {
        var certificate = SelfSigned();
        var port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        var fake = new FakeAzureDevOps(app, certificate, port);
        await File.WriteAllTextAsync(fake.CertificateFile, certificate.ExportCertificatePem());
        app.Run(fake.TakeAsync);
        await app.StartAsync();
        return fake;
    }

    /// <summary>Sends every request here, whatever its host, and trusts this certificate only.</summary>
    public SocketsHttpHandler CreateTransport() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString(HashAlgorithmName.SHA256) == _certificate.GetCertHashString(HashAlgorithmName.SHA256),
        },
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task TakeAsync(HttpContext context)
    {
        var path = context.Request.Path + context.Request.QueryString.ToString();
        var match = Paths().Match(path);
        var kind = match.Groups["feed"].Success ? "feed" : "events";
        if (await Before(context, kind)) return;

        var token = TokenOf(context.Request);
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        if (FaultOf(context.Request, match, token, body) is { } fault)
        {
            _faults.Enqueue($"{context.Request.Method} {path}: {fault}");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (kind == "events" && !_ended.TryAdd($"{match.Groups["plan"].Value}/{body.GetProperty("taskId").GetString()}", body.GetProperty("result").GetString()!))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        _calls.Enqueue(new Call(kind, path, body, token!));
        await After(context, kind);
        context.Response.StatusCode = kind == "events" ? StatusCodes.Status204NoContent : StatusCodes.Status200OK;
    }

    private static string? FaultOf(HttpRequest request, Match path, string? token, JsonElement body)
    {
        if (request.Method != HttpMethods.Post) return "not POST";
        if (!path.Success) return "an unknown path or api-version";
        if (token is null) return "no Basic credentials with an empty user";
        if (request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true) return "not application/json";
        if (path.Groups["feed"].Success)
        {
            var lines = body.GetProperty("value").EnumerateArray().Select(line => line.GetString()!).ToArray();
            return lines.Length == 0 || lines.Length != body.GetProperty("count").GetInt32() ? "a wrong count" : lines.FirstOrDefault(line => line.Length > 1024);
        }

        if (body.GetProperty("name").GetString() != "TaskCompleted") return "a wrong name";
        if (body.GetProperty("result").GetString() is not ("succeeded" or "failed")) return "a wrong result";
        return body.GetProperty("taskId").TryGetGuid(out _) && body.GetProperty("jobId").TryGetGuid(out _) ? null : "no ids";
    }

    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.Ordinal)) return null;
        var credentials = Encoding.ASCII.GetString(Convert.FromBase64String(header["Basic ".Length..]));
        return credentials.StartsWith(':') ? credentials[1..] : null;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    [GeneratedRegex("^/[A-Za-z0-9-]+/[0-9a-f-]{36}/_apis/distributedtask/hubs/(build|release|gates|checks)/plans/(?<plan>[0-9a-f-]{36})/((?<feed>timelines/[0-9a-f-]{36}/records/[0-9a-f-]{36}/feed\\?api-version=4\\.1)|(events\\?api-version=2\\.0-preview\\.1))$")]
    private static partial Regex Paths();
}
