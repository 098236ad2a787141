using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>TLS with an authority of one's own and client certificates, against a real server.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly Minute End = Minute.Containing(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("errorbudget-tls-");
    private WebApplication? _app;

    private Uri Address => new(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private string CaFile => Path.Combine(_directory.FullName, "ca.pem");

    private string CertificateFile => Path.Combine(_directory.FullName, "client.pem");

    private string KeyFile => Path.Combine(_directory.FullName, "client.key");

    public async ValueTask InitializeAsync()
    {
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=Test authority", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = caRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(CaFile, ca.ExportCertificatePem());

        using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = Issue(ca, clientKey, "CN=error-budget", 2);
        await File.WriteAllTextAsync(CertificateFile, client.ExportCertificatePem());
        await File.WriteAllTextAsync(KeyFile, clientKey.ExportPkcs8PrivateKeyPem());

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Issue(ca, serverKey, "CN=localhost", 3);
        var server = issued.CopyWithPrivateKey(serverKey);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = server;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        _app = builder.Build();
        _app.MapPost("/api/v1/query", (HttpContext context) => context.Connection.ClientCertificate is { Subject: "CN=error-budget" }
            ? Results.Json(new { status = "success", data = new { resultType = "vector", result = Array.Empty<int>() } })
            : Results.StatusCode(403));
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task An_authority_of_ones_own_is_trusted_and_the_client_certificate_shown()
    {
        var reading = await ReadAsync(new TlsFiles(CaFile, CertificateFile, KeyFile));

        Assert.Empty(reading.Failures);
    }

    [Fact]
    public async Task Without_its_authority_a_server_is_not_trusted()
    {
        var reading = await ReadAsync(new TlsFiles(null, CertificateFile, KeyFile));

        Assert.Contains("cannot be reached", Assert.Single(reading.Failures).Value, StringComparison.Ordinal);
        Assert.Contains("certificate", reading.Failures.Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_client_certificate_the_server_refuses()
    {
        var reading = await ReadAsync(new TlsFiles(CaFile, null, null));

        Assert.Contains("answered 403", Assert.Single(reading.Failures).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_fails_what_is_read_from_this_server_and_is_named()
    {
        var reading = await ReadAsync(new TlsFiles(CaFile + ".missing", null, null));

        Assert.Contains("ca.pem.missing", Assert.Single(reading.Failures).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_certificate_fails_what_is_read_from_this_server()
    {
        var reading = await ReadAsync(new TlsFiles(CaFile, KeyFile, KeyFile));

        Assert.Contains("cannot be used", Assert.Single(reading.Failures).Value, StringComparison.Ordinal);
    }

    private static X509Certificate2 Issue(X509Certificate2 ca, ECDsa key, string subject, byte serial)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(ca, ca.NotBefore, ca.NotAfter, [serial]);
    }

    private async Task<SliReading> ReadAsync(TlsFiles tls)
    {
        var settings = new Dictionary<string, PrometheusSettings> { [PrometheusSettings.DefaultName] = new() { Url = Address, Tls = tls } };
        using var sources = new PrometheusSources(settings, credential: null, TimeProvider.System, new PrometheusInstruments(Sources.Meters), NullLoggerFactory.Instance, Sources.Impatient);
        return await sources.ReadAsync([Declared.Availability("shop")], MinuteRange.Last(1, End), Resolution.Minute, TestContext.Current.CancellationToken);
    }
}
