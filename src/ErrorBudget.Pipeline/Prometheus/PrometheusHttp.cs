using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Azure.Core;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Builds the HTTP client for a Prometheus server: TLS, credentials and headers.</summary>
public static class PrometheusHttp
{
    /// <summary>A client that carries everything the server wants to see. Its own timeout is off: the caller bounds each query.</summary>
    /// <param name="settings">How the server is reached.</param>
    /// <param name="credential">Who asks an Azure Monitor workspace; may be null for other servers.</param>
    /// <param name="time">The clock tokens expire by.</param>
    /// <param name="transport">What sends requests; null for <see cref="CreateTransport"/>.</param>
    /// <exception cref="InvalidOperationException">There is no credential for an Azure Monitor workspace.</exception>
    /// <exception cref="IOException">A TLS file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A TLS file may not be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A TLS file is no PEM certificate or key.</exception>
    public static HttpClient CreateClient(PrometheusSettings settings, TokenCredential? credential, TimeProvider time, HttpMessageHandler? transport = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.AzureManaged && credential is null)
            throw new InvalidOperationException("An Azure Monitor workspace needs a Microsoft Entra credential, but the app has none.");
        var handler = transport ?? CreateTransport(settings.Tls);
        if (settings.AzureManaged) handler = new EntraTokenHandler(credential!, time) { InnerHandler = handler };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (settings.Basic is { } basic)
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.UserName}:{basic.Password}")));
        else if (settings.BearerToken is { } token)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        foreach (var (name, value) in settings.Headers) client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        return client;
    }

    /// <summary>What sends requests: follows no redirects (credentials would be sent along) and looks up the server's name anew every few minutes.</summary>
    /// <exception cref="IOException">A TLS file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A TLS file may not be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A TLS file is no PEM certificate or key.</exception>
    public static HttpMessageHandler CreateTransport(TlsFiles? tls) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = SslOptions(tls),
    };

    private static SslClientAuthenticationOptions SslOptions(TlsFiles? tls)
    {
        var options = new SslClientAuthenticationOptions();
        if (tls?.CaFile is { } authorities)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authorities);
        }

        if (tls?.CertificateFile is { } certificate)
        {
            // Further certificates in the file are intermediates, which the server may need to see.
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPemFile(certificate);
            var own = X509Certificate2.CreateFromPemFile(certificate, tls.KeyFile ?? certificate);
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own, intermediates, offline: true);
        }

        return options;
    }
}
