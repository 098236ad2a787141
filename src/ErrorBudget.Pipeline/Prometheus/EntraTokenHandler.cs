using System.Net;
using System.Net.Http.Headers;
using Azure.Core;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Adds a Microsoft Entra token for Azure Monitor workspaces to requests. A token is used until shortly before it expires.</summary>
internal sealed class EntraTokenHandler(TokenCredential credential, TimeProvider time) : DelegatingHandler
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _asking = new(1);
    private AccessToken? _token;
    private volatile string? _refused;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(ScopeOf(request.RequestUri!), cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized) _refused = token;
        return response;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _asking.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Each cloud has an audience of its own, and the host says which cloud it is.</summary>
    private static string ScopeOf(Uri server) => server.Host switch
    {
        var host when host.EndsWith(".azure.us", StringComparison.OrdinalIgnoreCase) => "https://prometheus.monitor.azure.us/.default",
        var host when host.EndsWith(".azure.cn", StringComparison.OrdinalIgnoreCase) => "https://prometheus.monitor.azure.cn/.default",
        _ => "https://prometheus.monitor.azure.com/.default",
    };

    private async Task<string> TokenAsync(string scope, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_token is { } known && known.Token != _refused && time.GetUtcNow() < (known.RefreshOn ?? known.ExpiresOn - Margin)) return known.Token;
            var token = await credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken);
            _token = token;
            return token.Token;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new HttpRequestException($"no Microsoft Entra token: {e.Message}", e);
        }
        finally
        {
            _asking.Release();
        }
    }
}
