using System.Net;
using System.Net.Http.Headers;
using Azure.Core;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Adds a Microsoft Entra token for Azure Monitor workspaces to requests. A token is used until shortly before it expires.</summary>
internal sealed class EntraTokenHandler(TokenCredential credential, TimeProvider time) : DelegatingHandler
{
    private static readonly TokenRequestContext Context = new(["https://prometheus.monitor.azure.com/.default"]);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _asking = new(1);
    private AccessToken? _token;
    private volatile string? _refused;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(cancellationToken);
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

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_token is { } known && known.Token != _refused && time.GetUtcNow() < (known.RefreshOn ?? known.ExpiresOn - Margin)) return known.Token;
            var token = await credential.GetTokenAsync(Context, cancellationToken);
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
