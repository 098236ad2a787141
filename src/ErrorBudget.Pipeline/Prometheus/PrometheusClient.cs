using System.Net;
using System.Text.Json;
using ErrorBudget.Pipeline.Policies;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>
/// Sends queries to one Prometheus server: within a time, again after a transient failure, and with every answer that
/// cannot be relied on turned into a <see cref="PrometheusException"/> that says what to do.
/// </summary>
internal sealed class PrometheusClient
{
    /// <summary>A query is given up a little after the server should have given it up itself, whose error says more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly PrometheusSettings _settings;
    private readonly PrometheusLimits _limits;
    private readonly PrometheusFailures _failures;
    private readonly PrometheusInstruments _instruments;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly Uri _base;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>A client that sends with <paramref name="http"/>, which carries the credentials.</summary>
    public PrometheusClient(
        string name, PrometheusSettings settings, HttpClient http, PrometheusLimits limits, TimeProvider time, PrometheusInstruments instruments, ILogger logger)
    {
        _settings = settings;
        _limits = limits;
        _failures = new PrometheusFailures(name, settings, time);
        _instruments = instruments;
        _http = http;
        _time = time;
        _base = new Uri(settings.ToString().TrimEnd('/') + "/");
        Name = name;

        var attempt = TimeSpan.FromSeconds(settings.TimeoutSeconds) + Grace;
        var retry = new RetryStrategyOptions
        {
            MaxRetryAttempts = limits.Retries,
            Delay = limits.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<PrometheusException>(e => e.IsTransient).Handle<TimeoutRejectedException>(),
            DelayGenerator = static arguments => ValueTask.FromResult((arguments.Outcome.Exception as PrometheusException)?.RetryAfter),
            OnRetry = arguments =>
            {
                logger.LogInformation(
                    "Asking Prometheus \"{Source}\" again in {Delay}: {Reason}", name, arguments.RetryDelay, arguments.Outcome.Exception?.Message);
                return ValueTask.CompletedTask;
            },
        };
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(2 * attempt);
        _pipeline = (limits.Retries > 0 ? pipeline.AddRetry(retry) : pipeline).AddTimeout(attempt).Build();
    }

    /// <summary>The name of the server in the policy.</summary>
    public string Name { get; }

    /// <summary>Evaluates a query.</summary>
    /// <exception cref="PrometheusException">It failed.</exception>
    public async Task<PrometheusAnswer> QueryAsync(PrometheusQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async attempt => await SendAsync(query, attempt), cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            throw _failures.Silent(e);
        }
    }

    private async Task<PrometheusAnswer> SendAsync(PrometheusQuery query, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var (succeeded, bytes) = (false, 0L);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_base, query.Path)) { Content = new FormUrlEncodedContent(query.Form(_settings.TimeoutSeconds)) };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            using var body = await AnswerBody.ReadAsync(response.Content, _limits.AnswerBytes, cancellationToken) ?? throw _failures.TooLong(_limits.AnswerBytes);
            bytes = body.Length;
            var answer = Parse(body, response);
            Check(answer, query, response);
            succeeded = true;
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException)
        {
            // NotSupportedException is a scheme other than http and https.
            throw _failures.Unreachable(e);
        }
        finally
        {
            _instruments.Count(Name, succeeded, _time.GetElapsedTime(started), bytes);
        }
    }

    private PrometheusAnswer Parse(AnswerBody body, HttpResponseMessage response)
    {
        try
        {
            return PrometheusAnswerReader.Read(body.Bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is what the reader throws for a text that is no UTF-8.
            throw response.IsSuccessStatusCode ? _failures.Unreadable(body.Bytes, e) : _failures.Refused(response, errorType: "", body.Bytes);
        }
    }

    private void Check(PrometheusAnswer answer, PrometheusQuery query, HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK || answer.Status != "success") throw _failures.Refused(response, answer.ErrorType, answer.Error);
        if (answer.Warnings.FirstOrDefault(warning => !IsHarmless(warning)) is { } serious) throw _failures.Partial(serious);
        if (answer.HasNativeHistograms) throw _failures.NativeHistogram();
        var fits = query.IsInstant ? answer.ResultType is "vector" or "scalar" : answer.ResultType is "matrix";
        if (!fits) throw _failures.WrongType(answer.ResultType, query.IsInstant ? "vector" : "matrix");
    }

    /// <summary>Prometheus 2.48 to 2.52 put hints on the style of a query among the warnings; later ones have <c>infos</c> for them.</summary>
    private static bool IsHarmless(string warning) => warning.StartsWith("PromQL info:", StringComparison.Ordinal);
}
