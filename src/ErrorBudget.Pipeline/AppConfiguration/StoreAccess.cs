using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.AppConfiguration;

/// <summary>Puts credentials on requests: a Microsoft Entra token of the app's identity, or a signature with an access key.</summary>
internal sealed class StoreAccess(Func<TokenCredential> credential, TimeProvider time)
{
    /// <summary>Credentials keep their tokens themselves.</summary>
    private readonly Lazy<TokenCredential> _credential = new(credential);

    /// <summary>Adds the credentials of a store.</summary>
    /// <exception cref="InvalidOperationException">There are none; the message says why, without any secret.</exception>
    public async Task AuthorizeAsync(HttpRequestMessage request, AppConfigurationStore store, byte[] body, CancellationToken cancellationToken)
    {
        if (store.AccessKey is { } key) Sign(request, key, body);
        else request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(store.Endpoint, cancellationToken));
    }

    private async Task<string> TokenAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(OutgoingHttp.Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return (await _credential.Value.GetTokenAsync(new TokenRequestContext([ScopeOf(endpoint)]), limit.Token)).Token;
        }
#pragma warning disable CA1031 // Credentials throw exceptions of many kinds; all of them mean that there is no token now.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new InvalidOperationException($"no Microsoft Entra token for {endpoint.Authority}: {failure.Message.Split('\n', 2)[0].TrimEnd('\r')}", failure);
        }
    }

    /// <summary>The scope current client libraries ask for; a store is in its own cloud.</summary>
    private static string ScopeOf(Uri endpoint) => endpoint.Host switch
    {
        var host when host.EndsWith(".azure.us", StringComparison.OrdinalIgnoreCase) => "https://appconfig.azure.us/.default",
        var host when host.EndsWith(".azure.cn", StringComparison.OrdinalIgnoreCase) => "https://appconfig.azure.cn/.default",
        _ => "https://appconfig.azure.com/.default",
    };

    /// <summary>HMAC-SHA256 over method, path, query, date, host and the body's digest (App Configuration REST API, HMAC authentication).</summary>
    private void Sign(HttpRequestMessage request, AppConfigurationKey key, byte[] body)
    {
        var date = time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var digest = Convert.ToBase64String(SHA256.HashData(body));
        var signed = $"{request.Method.Method}\n{request.RequestUri!.PathAndQuery}\n{date};{request.RequestUri.Authority};{digest}";
        byte[] secret;
        try
        {
            secret = Convert.FromBase64String(key.Key.Reveal());
        }
        catch (FormatException)
        {
            throw new InvalidOperationException($"the access key {key.Id} of {request.RequestUri.Authority} is no base64");
        }

        var signature = Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signed)));
        request.Headers.TryAddWithoutValidation("x-ms-date", date);
        request.Headers.TryAddWithoutValidation("x-ms-content-sha256", digest);
        request.Headers.TryAddWithoutValidation("Authorization", $"HMAC-SHA256 Credential={key.Id}&SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
    }
}
