using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.FeatureFlags;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Webhooks;

/// <summary>
/// Feature flags of any other system, which is asked by a CloudEvent (1.0, structured) to switch a flag. It cannot be
/// asked how a flag stands: it is to take a <c>webhook-id</c> once, and not to switch on what somebody changed since.
/// </summary>
public sealed class WebhookFlags(OutgoingHttp http, TimeProvider time) : IFlagSwitch<FlagWebhook>
{
    private const string MediaType = "application/cloudevents+json";

    /// <inheritdoc/>
    public Task<FlagAnswer> ReadAsync(FlagWebhook store, string flag, CancellationToken cancellationToken) => Task.FromResult(FlagAnswer.Of(Unasked(flag)));

    /// <inheritdoc/>
    public async Task<FlagAnswer> SwitchAsync(FlagWebhook store, FlagChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(change);
        var id = IdOf(change);
        var body = Body(store, change, id);
        var request = new HttpRequestMessage(HttpMethod.Post, store.Url.Reveal()) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType, "utf-8");
        WebhookSignature.Sign(request, id, time.GetUtcNow(), store.Keys, body);
        var answer = await http.SendAsync(request, cancellationToken);
        return answer.IsSuccess ? FlagAnswer.Of(Unasked(change.From.Flag)) : FlagAnswer.Failed(answer.Failure());
    }

    private static FlagState Unasked(string flag) => new(flag, IsOn: null, Version: "", Rest: "", Content: "");

    /// <summary>The same for every attempt at one switching.</summary>
    private static string IdOf(FlagChange change) =>
        "flag_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{change.Cause.Id}\n{change.From.Flag}\n{change.TurnsOn}")).AsSpan(0, 16));

    private static byte[] Body(FlagWebhook store, FlagChange change, string id)
    {
        var cause = change.Cause;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", id);
            json.WriteString("source", "/error-budget");
            json.WriteString("type", change.TurnsOn ? "error-budget.flag.switch-on" : "error-budget.flag.switch-off");
            json.WriteString("subject", change.From.Flag);
            json.WriteString("time", cause.At.UtcDateTime);
            json.WriteString("datacontenttype", "application/json");
            json.WriteStartObject("data");
            json.WriteString("store", store.Name);
            json.WriteString("flag", change.From.Flag);
            json.WriteBoolean("enabled", change.TurnsOn);
            json.WriteString("service", cause.Service);
            json.WriteString("slo", cause.Slo);
            json.WriteString("episode", cause.Episode);
            if (cause.Facts?.RemainingPct is { } remaining) json.WriteNumber("remainingPct", remaining);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
