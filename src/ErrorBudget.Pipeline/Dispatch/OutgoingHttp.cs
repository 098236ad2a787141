using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>
/// Sends single requests to outside systems: no redirects, no cookies, a time limit, a bounded answer, and no exception for
/// what they answer. Trying again is left to the queue, which outlives this process; a host that hangs is left alone for a
/// while (<see cref="HangingHosts"/>).
/// </summary>
/// <param name="transport">What sends requests, for example <see cref="CreateTransport"/>. It must not follow redirects.</param>
/// <param name="time">The clock.</param>
public sealed class OutgoingHttp(HttpMessageHandler transport, TimeProvider time) : IDisposable
{
    /// <summary>How long one request may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The most of an answer that is read unless the caller says otherwise, in bytes.</summary>
    public const int LongestAnswer = 256 * 1024;

    /// <summary>The year 9999, in seconds since 1970.</summary>
    private const long LatestReset = 253_370_764_800;

    /// <summary>GitHub refuses requests without.</summary>
    private static readonly ProductInfoHeaderValue Agent = new("error-budget-functions", "1.0");

    private readonly HttpClient _http = new(transport) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>
    /// What sends requests: no redirects, which would carry secrets on; no cookies; names looked up anew every few minutes; no span of its own,
    /// which would record the address, and no trace headers for strangers.
    /// </summary>
    public static HttpMessageHandler CreateTransport() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null,
    };

    private readonly HangingHosts _hosts = new(time);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request once.</summary>
    /// <param name="request">The request; disposed afterwards.</param>
    /// <param name="cancellationToken">Stops; then <see cref="OperationCanceledException"/> comes through.</param>
    /// <param name="longestAnswer">The most of the answer that is read, in bytes.</param>
    public async Task<HttpAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, int longestAnswer = LongestAnswer)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var sent = request;
        var place = request.RequestUri?.Authority ?? "";
        request.Headers.UserAgent.Add(Agent);
        return await _hosts.AskAsync(place, token => SendAsync(request, place, longestAnswer, token), cancellationToken)
            ?? new HttpAnswer(place, 0, FormattableString.Invariant($"it was not asked, since it has just let others wait for {Patience.TotalSeconds} s"));
    }

    private async Task<HttpAnswer> SendAsync(HttpRequestMessage request, string place, int longestAnswer, CancellationToken cancellationToken)
    {
        using var span = Span(request);
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            // The length is known before it is sent, which older servers want.
            if (request.Content is { } content) await content.LoadIntoBufferAsync(limit.Token);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            span?.SetTag("http.response.status_code", (int)response.StatusCode).SetStatus(response.IsSuccessStatusCode ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
            return new HttpAnswer(place, (int)response.StatusCode, await ReadAsync(response.Content, longestAnswer, limit.Token))
            {
                RetryAfter = RetryAfter(response),
                ETag = response.Headers.ETag?.ToString(),
            };
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            span.Failed(late);
            return new HttpAnswer(place, 0, FormattableString.Invariant($"nothing in {Patience.TotalSeconds} s")) { MayHaveArrived = true, IsSilence = true };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            span.Failed(failure);
            return new HttpAnswer(place, 0, Why(failure)) { MayHaveArrived = !NeverConnected(failure) };
        }
    }

    /// <summary>A span as the semantic conventions for HTTP clients have it, but for the address: paths and queries of webhooks are secrets.</summary>
    private static Activity? Span(HttpRequestMessage request) => Spans.Source.StartActivity(request.Method.Method, ActivityKind.Client)?
        .SetTag("http.request.method", request.Method.Method)
        .SetTag("server.address", request.RequestUri?.Host)
        .SetTag("server.port", request.RequestUri?.Port);

    private static async Task<string> ReadAsync(HttpContent content, int longest, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[longest];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => Until(date),
        _ when response.Headers.TryGetValues("retry-after-ms", out var values) && int.TryParse(values.First(), out var milliseconds) => TimeSpan.FromMilliseconds(milliseconds),
        _ when HeaderOf(response, "x-ratelimit-remaining") == 0 && HeaderOf(response, "x-ratelimit-reset") is { } reset => Until(DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(reset, LatestReset))),
        _ => null,
    };

    private TimeSpan Until(DateTimeOffset instant) => instant - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    /// <summary>A header that holds a number from 0 up; null if there is no such header.</summary>
    private static long? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool NeverConnected(Exception failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError };

    /// <summary>The kind of failure: messages of exceptions may hold the address, and an address may be secret.</summary>
    private static string Why(Exception failure) => failure switch
    {
        HttpRequestException { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException http => http.HttpRequestError.ToString(),
        _ => "the connection was lost",
    };
}
