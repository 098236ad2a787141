using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>
/// Talks to the run that waits: lines for its console, and the event that ends the task. Never throws for what Azure
/// DevOps answers, or for its silence: <see cref="Delivery"/> says what became of a call.
/// </summary>
public sealed class AzureDevOpsClient : IDisposable
{
    private const int LongestLine = 1024;
    private const int LongestAnswer = 64 * 1024;

    private static readonly string[] _endings = ["already completed", "PlanTerminated", "PlanNotFound", "JobNotFound"];

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<Delivery> _pipeline;

    /// <summary>A client.</summary>
    /// <param name="transport">What sends requests, for example <see cref="CreateTransport"/>. It must not follow redirects.</param>
    /// <param name="limits">How long calls may take.</param>
    /// <param name="time">The clock.</param>
    public AzureDevOpsClient(HttpMessageHandler transport, AzureDevOpsLimits limits, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _time = time;
        _http = new HttpClient(transport) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
        _pipeline = new ResiliencePipelineBuilder<Delivery> { TimeProvider = time }
            .AddTimeout(limits.Call)
            .AddRetry(new RetryStrategyOptions<Delivery>
            {
                MaxRetryAttempts = limits.Retries,
                Delay = limits.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<Delivery>().HandleResult(delivery => !delivery.IsFinal && !(delivery.RetryAfter > limits.Call)).Handle<TimeoutRejectedException>(),
                DelayGenerator = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter),
            })
            .AddTimeout(limits.Attempt)
            .Build();
    }

    /// <summary>What sends requests: no redirects, which would carry the token on; no cookies; names looked up anew every few minutes.</summary>
    public static HttpMessageHandler CreateTransport() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Shows lines in the run's live console.</summary>
    public Task<Delivery> SayAsync(CheckTask task, JobToken token, IReadOnlyCollection<string> lines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(lines);
        var body = new FeedJson([.. lines.Select(Line)], lines.Count);
        return PostAsync(task, token, $"timelines/{task.TimelineId}/records/{task.JobId}/feed?api-version=4.1", body, AzureDevOpsJson.Default.FeedJson, cancellationToken);
    }

    /// <summary>Ends the task.</summary>
    public Task<Delivery> CompleteAsync(CheckTask task, JobToken token, CheckVerdict verdict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var body = new TaskCompletedJson("TaskCompleted", task.TaskInstanceId, task.JobId, verdict == CheckVerdict.Succeeded ? "succeeded" : "failed");
        return PostAsync(task, token, "events?api-version=2.0-preview.1", body, AzureDevOpsJson.Default.TaskCompletedJson, cancellationToken);
    }

    private async Task<Delivery> PostAsync<T>(CheckTask task, JobToken token, string path, T body, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        var url = new Uri(task.PlanUrl, $"{task.ProjectId}/_apis/distributedtask/hubs/{task.HubName}/plans/{task.PlanId}/{path}");
        try
        {
            return await _pipeline.ExecuteAsync(async attempt => await SendAsync(url, token, JsonContent.Create(body, json), attempt), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return new Delivery(DeliveryOutcome.Unavailable, $"{url.Authority} did not answer in time");
        }
    }

    private async Task<Delivery> SendAsync(Uri url, JobToken token, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($":{token.Reveal()}")));
        try
        {
            // The length is known before it is sent, which older servers want.
            await content.LoadIntoBufferAsync(cancellationToken);
            using var response = await _http.SendAsync(request, cancellationToken);
            return Read(response, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new Delivery(DeliveryOutcome.Unavailable, $"{url.Authority} cannot be reached: {failure.Message}");
        }
    }

    private Delivery Read(HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        var detail = $"{response.RequestMessage?.RequestUri?.Authority} answered {status}";
        return response.StatusCode switch
        {
            // 203 and redirects lead to the sign-in page: that is how Azure DevOps refuses a token that has expired.
            HttpStatusCode.NonAuthoritativeInformation or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or (>= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest)
                => new Delivery(DeliveryOutcome.TokenRefused, detail),
            >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => new Delivery(DeliveryOutcome.Taken, detail),
            HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Conflict => new Delivery(DeliveryOutcome.SessionGone, detail),
            HttpStatusCode.BadRequest when TellsOfTheEnd(body) => new Delivery(DeliveryOutcome.SessionGone, detail),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                => new Delivery(DeliveryOutcome.Unavailable, detail, RetryAfter(response)),
            _ => new Delivery(DeliveryOutcome.Refused, detail),
        };
    }

    /// <summary>Whether an error says that the plan or job has ended or is not there any more.</summary>
    private static bool TellsOfTheEnd(string body) =>
        _endings.Any(words => body.Contains(words, StringComparison.OrdinalIgnoreCase));

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - _time.GetUtcNow() is var wait => wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static string Line(string text)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length <= LongestLine ? line : string.Concat(line.AsSpan(0, LongestLine - 1), "…");
    }
}
