using System.Net.Http.Headers;
using Azure.Core;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.FeatureFlags;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.AppConfiguration;

/// <summary>Feature flags in Azure App Configuration, by its REST API.</summary>
/// <remarks>
/// Every request is sent once: a retry below the protocol, as the HTTP pipeline of the client libraries does it, would
/// turn a write whose answer was lost into a 412, and our own switching would look like a person's.
/// </remarks>
public sealed class AppConfigurationFlags(OutgoingHttp http, Func<TokenCredential> credential, TimeProvider time) : IFlagSwitch<AppConfigurationStore>
{
    private const string ApiVersion = "2023-11-01";
    private const string KeyPrefix = ".appconfig.featureflag/";
    private const string MediaType = "application/vnd.microsoft.appconfig.kv+json";

    private readonly StoreAccess _access = new(credential, time);

    /// <inheritdoc/>
    public async Task<FlagAnswer> ReadAsync(AppConfigurationStore store, string flag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await SendAsync(store, flag, new HttpRequestMessage(HttpMethod.Get, AddressOf(store, flag)), [], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<FlagAnswer> SwitchAsync(AppConfigurationStore store, FlagChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(change);
        var body = KeyValue.Parse(change.From.Content).Switched(change.TurnsOn);
        var request = new HttpRequestMessage(HttpMethod.Put, AddressOf(store, change.From.Flag)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(change.From.Version));
        return await SendAsync(store, change.From.Flag, request, body, cancellationToken);
    }

    private async Task<FlagAnswer> SendAsync(AppConfigurationStore store, string flag, HttpRequestMessage request, byte[] body, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/problem+json"));
        try
        {
            await _access.AuthorizeAsync(request, store, body, cancellationToken);
        }
        catch (InvalidOperationException nobody)
        {
            request.Dispose();
            return FlagAnswer.Failed(Receipt.Unavailable(nobody.Message));
        }

        var answer = await http.SendAsync(request, cancellationToken);
        return answer.Status == 412 ? FlagAnswer.Overtaken : answer.IsSuccess ? Read(store, flag, answer) : FlagAnswer.Failed(Failure(store, flag, answer));
    }

    private static FlagAnswer Read(AppConfigurationStore store, string flag, HttpAnswer answer)
    {
        try
        {
            var version = answer.ETag ?? throw new InvalidDataException("the answer has no ETag");
            return FlagAnswer.Of(KeyValue.Parse(answer.Body).ToState(flag, version, answer.Body));
        }
        catch (InvalidDataException wrong)
        {
            return FlagAnswer.Failed(Receipt.Refused($"{Place(store, flag)} is no feature flag that can be switched: {wrong.Message}") with { MayHaveArrived = true });
        }
    }

    private static Receipt Failure(AppConfigurationStore store, string flag, HttpAnswer answer)
    {
        var receipt = answer.Failure(answer.Status switch
        {
            401 => "the credentials are wrong; an identity's token must come from the tenant of the store, and an access key must be allowed there",
            403 => "give the app's identity the role 'App Configuration Data Owner' on the store; it takes effect after up to 15 minutes",
            404 => $"there is no {Place(store, flag)}",
            409 => $"{Place(store, flag)} is locked; unlock it, or take it out of the policy",
            _ => null,
        });
        return receipt with { MayHaveArrived = receipt.MayHaveArrived || answer.Status is 408 or >= 500 };
    }

    private static string Place(AppConfigurationStore store, string flag) => $"feature flag {flag} with {(store.Label is { } label ? $"the label {label}" : "no label")}";

    private static Uri AddressOf(AppConfigurationStore store, string flag)
    {
        var label = store.Label is { } name ? $"label={Uri.EscapeDataString(name)}&" : "";
        return new Uri($"{store.Endpoint.GetLeftPart(UriPartial.Authority)}/kv/{Uri.EscapeDataString(KeyPrefix + flag)}?{label}api-version={ApiVersion}");
    }
}
