using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ErrorBudget.Pipeline.Dispatch;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>Calls of one tracker's JSON API. What is not taken becomes a <see cref="TrackerException"/>.</summary>
/// <param name="http">Sends them.</param>
/// <param name="root">What all addresses begin with; ends with a slash.</param>
/// <param name="prepare">Adds the credentials and other headers.</param>
/// <param name="judge">The receipt for an answer that was not taken; null if it was.</param>
internal sealed class TrackerCalls(
    OutgoingHttp http, Uri root, Func<HttpRequestMessage, CancellationToken, ValueTask> prepare, Func<HttpAnswer, Receipt?> judge)
{
    /// <summary>The media type of most requests.</summary>
    public const string Json = "application/json";

    private const int LongestWord = 300;

    /// <summary>Twenty tickets or comments with all that a person may have written into them.</summary>
    private const int LongestPage = 4 * 1024 * 1024;

    /// <summary>The base address of an API, with the slash that relative addresses need.</summary>
    public static Uri Root(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    /// <summary>Reads something.</summary>
    public async Task<JsonElement> ReadAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        Parse(Taken(await SendAsync(method, path, body, Json, cancellationToken), writes: false), writes: false);

    /// <summary>Reads something that may not be there any more: then null.</summary>
    public async Task<JsonElement?> TryReadAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, path, null, Json, cancellationToken);

        // Moved to another repository or project is gone too: what is there is not ours to change.
        return answer.Status is 301 or 404 or 410 ? null : Parse(Taken(answer, writes: false), writes: false);
    }

    /// <summary>Writes something and reads what came of it; null for an answer without a body.</summary>
    public async Task<JsonElement?> WriteAsync(HttpMethod method, string path, JsonNode body, string mediaType, CancellationToken cancellationToken)
    {
        var answer = Taken(await SendAsync(method, path, body, mediaType, cancellationToken), writes: true);
        return answer.Body.Length == 0 ? null : Parse(answer, writes: true);
    }

    /// <summary>What a tracker says is wrong, in one line of bounded length.</summary>
    public static string Word(string text)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return line.Length <= LongestWord ? line : string.Concat(line.AsSpan(0, LongestWord - 1), "…");
    }

    /// <summary>The body of an answer that is not taken, if it is JSON.</summary>
    public static JsonElement? Look(HttpAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // Proxies answer with pages of their own: there is nothing to quote.
            return null;
        }
    }

    /// <summary>Something the answer has to hold.</summary>
    /// <param name="at">Where it has to be.</param>
    /// <param name="read">Takes it out.</param>
    /// <param name="wrote">Whether the call has written something.</param>
    public static T Find<T>(JsonElement at, Func<JsonElement, T> read, bool wrote = false)
    {
        try
        {
            return read(at);
        }
        catch (Exception unlike) when (unlike is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Unreadable("the tracker", wrote);
        }
    }

    /// <summary>Basic credentials.</summary>
    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private async Task<HttpAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, string mediaType, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, new Uri(root, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        await prepare(request, cancellationToken);
        return await http.SendAsync(request, cancellationToken, LongestPage);
    }

    /// <summary>A server that fails, like one that does not answer, may have done what it was asked.</summary>
    private HttpAnswer Taken(HttpAnswer answer, bool writes)
    {
        if (judge(answer) is not { } receipt) return answer;
        var mayHaveArrived = writes && (answer.MayHaveArrived || answer.Status >= 500);
        throw new TrackerException(receipt with { MayHaveArrived = mayHaveArrived });
    }

    private static JsonElement Parse(HttpAnswer answer, bool writes)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Unreadable(answer.Place, writes);
        }
    }

    private static TrackerException Unreadable(string place, bool wrote) =>
        new(Receipt.Unavailable($"{place} answered with something that is not what its API says") with { MayHaveArrived = wrote });
}
