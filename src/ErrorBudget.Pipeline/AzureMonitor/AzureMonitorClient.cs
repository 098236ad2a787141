using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>
/// Sends requests with a token of the app's identity: within a time, again after a transient failure, and not at all to a place
/// that asked to be left alone for a while. Every answer that cannot be relied on becomes an <see cref="AzureMonitorException"/>.
/// </summary>
internal sealed class AzureMonitorClient(Func<TokenCredential> credential, HttpPipelineTransport transport, TimeProvider time, AzureMonitorInstruments? instruments)
{
    /// <summary>What a log query answers at most is 64 MB (compressed); what is asked here is far below.</summary>
    private const int MaximumBytes = 64 * 1024 * 1024;

    private readonly Lazy<TokenCredential> _credential = new(credential);
    private readonly ConcurrentDictionary<string, HttpPipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _pauses = new(StringComparer.Ordinal);

    /// <summary>Sends a request.</summary>
    /// <param name="place">Who is asked, for messages.</param>
    /// <param name="scope">Which token it needs.</param>
    /// <param name="timeout">How long it may take, retries included.</param>
    /// <param name="prepare">Fills the request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, to be disposed; null for 204, which says that there is nothing.</returns>
    /// <exception cref="AzureMonitorException">It failed.</exception>
    public async Task<JsonDocument?> SendAsync(string place, string scope, TimeSpan timeout, Action<Request> prepare, CancellationToken cancellationToken)
    {
        if (_pauses.TryGetValue(place, out var until) && time.GetUtcNow() < until)
            throw new AzureMonitorException($"{place} asked not to be asked before {until:u}: it is asked too often, by this app or by others with its identity.") { IsOutage = true };

        using var patience = new CancellationTokenSource(timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var pipeline = _pipelines.GetOrAdd(scope, PipelineFor);
        using var message = pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Headers.SetValue("Cache-Control", "no-cache");
        prepare(message.Request);
        var (started, succeeded) = (time.GetTimestamp(), false);
        try
        {
            await pipeline.SendAsync(message, limit.Token);
            var answer = message.Response.Status switch
            {
                200 => await ReadAsync(place, message.Response, limit.Token),
                204 => null,
                _ => throw Refused(place, message.Response, await TextAsync(message.Response, limit.Token)),
            };
            succeeded = true;
            return answer;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AzureMonitorException($"{place} did not answer within {timeout.TotalSeconds:0} s. Raise timeout_seconds in the policy, or make the query cheaper.", e) { IsOutage = true };
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException)
        {
            throw new AzureMonitorException($"{place} cannot be reached: {FirstLine((e as AggregateException)?.InnerExceptions[^1] ?? e)}. Check the network and the addresses in the policy.", e) { IsOutage = true };
        }
#pragma warning disable CA1031 // Credentials throw exceptions of many kinds; all of them mean that there is no token now.
        catch (Exception e) when (e is not (AzureMonitorException or OperationCanceledException))
#pragma warning restore CA1031
        {
            throw new AzureMonitorException($"{place} cannot be asked, there is no Microsoft Entra token: {FirstLine(e)}", e) { IsOutage = true };
        }
        finally
        {
            instruments?.Count(place, succeeded, time.GetElapsedTime(started));
        }
    }

    private HttpPipeline PipelineFor(string scope)
    {
        var options = new Options { Transport = transport, RetryPolicy = new BriefRetry() };
        options.Diagnostics.IsTelemetryEnabled = false;
        return HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(_credential.Value, scope));
    }

    private static async Task<JsonDocument> ReadAsync(string place, Response response, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(response, cancellationToken) ?? throw new AzureMonitorException($"{place} sent an answer of more than {MaximumBytes} bytes.");
        if (body.Length == 0) throw new AzureMonitorException($"{place} answered 200 with nothing in it, which says neither yes nor no. Something between may have changed the request.");
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw new AzureMonitorException($"{place} did not answer with JSON: {e.Message}. Check the addresses in the policy.", e);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(Response response, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        if (response.ContentStream is not { } stream) return body.ToArray();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaximumBytes) return null;
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static async Task<string> TextAsync(Response response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BodyAsync(response, cancellationToken);
            if (body is not { Length: > 0 } bytes) return "";
            using var document = JsonDocument.Parse(bytes);
            return Explanation.Of(document.RootElement);
        }
        catch (JsonException)
        {
            // What is no JSON explains nothing; the status does.
            return "";
        }
    }

    private AzureMonitorException Refused(string place, Response response, string said)
    {
        var now = time.GetUtcNow();
        var wait = BriefRetry.WaitOf(response, now);
        if (wait is { } asked && asked > TimeSpan.Zero) _pauses[place] = now + asked;
        var advice = response.Status switch
        {
            400 => "Check what the SLI says in the policy.",
            401 => "The token was not accepted: the identity must be of the resource's tenant.",
            403 => "Give the app's identity the role Log Analytics Reader on the workspace for logs, or Monitoring Reader on the resource for metrics; it takes up to an hour to take effect.",
            404 => "Check the ids in the policy.",
            429 => "It is asked too often, by this app or by others with its identity; it is asked again later.",
            504 => "The query takes too long: make it cheaper or raise timeout_seconds in the policy.",
            >= 500 => "It is asked again later.",
            _ => "",
        };
        return new AzureMonitorException($"{place} answered {response.Status}{(said.Length == 0 ? "" : $": {said}")}. {advice}".TrimEnd()) { IsOutage = response.Status is 401 or 403 or 429 or >= 500 };
    }

    private static string FirstLine(Exception e) => Explanation.Line(e.Message);

    private sealed class Options : ClientOptions;
}
