using System.Net;
using System.Text.Json;
using ErrorBudget.Cli.Json;
using ErrorBudget.Pipeline.Gate;
using ErrorBudgetFunctions.Http;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace ErrorBudget.Cli;

/// <summary>Asks the gate of a running app.</summary>
internal sealed class GateClient : IDisposable
{
    private const int LargestAnswer = 1_000_000;

    private readonly HttpClient _http;
    private readonly Uri _app;
    private readonly string? _key;

    /// <summary>A client of one app.</summary>
    /// <param name="app">The app's address.</param>
    /// <param name="key">A gate key; null for none.</param>
    /// <exception cref="Failure">The address is none, the key is none, or it would be sent in the clear.</exception>
    public GateClient(string app, string? key)
    {
        if (!Uri.TryCreate(app.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new Failure(ExitCode.Usage, $"--url is '{app}'; expected the app's address, for example https://my-app.azurewebsites.net.");
        if (key is not null && address.Scheme == "http" && !address.IsLoopback)
            throw new Failure(ExitCode.Usage, $"The key would be sent to {address.Authority} in the clear, where anybody on the way can read it; use https.");
        (_app, _key) = (address, key is null ? null : Sendable(key));
        var retries = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = 3, UseJitter = true, Delay = TimeSpan.FromMilliseconds(500) })
            .AddTimeout(TimeSpan.FromSeconds(15))
            .Build();
        _http = new HttpClient(new ResilienceHandler(retries) { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false } })
        {
            Timeout = TimeSpan.FromSeconds(60),
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>The app's answer.</summary>
    /// <exception cref="Failure">There is none; the message says why.</exception>
    public async Task<GateJson> AskAsync(GateRequest request, CancellationToken cancellationToken)
    {
        var path = $"api/gate/{Uri.EscapeDataString(request.Service)}{(request.Slo is { } slo ? $"/{Uri.EscapeDataString(slo)}" : "")}?change={request.Change.ToWire()}"
            + (request.PipelineRun is { } run ? $"&pipelineRun={Uri.EscapeDataString(run)}" : "");
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_app, path));
            if (_key is not null) message.Headers.Add("x-functions-key", _key);
            using var response = await _http.SendAsync(message, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK) throw Refused(response, body);
            return JsonSerializer.Deserialize(body, CliJson.Readable.GateJson) ?? throw NoAnswer("it answered null");
        }
        catch (HttpRequestException unreachable)
        {
            throw NoAnswer(unreachable.Message);
        }
        catch (JsonException)
        {
            throw NoAnswer("its answer is not that of a release gate. Is it the app's address?");
        }
        catch (Exception late) when (late is Polly.Timeout.TimeoutRejectedException || (late is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw NoAnswer("it did not answer in time");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>A key as a header can hold it. One that was read from a file often ends with a line break.</summary>
    private static string Sendable(string key) => key.Trim() is var alone && alone.All(letter => letter is > ' ' and < '\x7f')
        ? alone
        : throw new Failure(ExitCode.Usage, "The key holds a space, a line break or a letter that is not ASCII; expected the key alone.");

    private Failure Refused(HttpResponseMessage response, string body)
    {
        var why = $"it answered {(int)response.StatusCode}: {Detail(response, body)}";
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.BadRequest => new Failure(ExitCode.Usage, $"The app at {_app} did not understand: {why}"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => NoAnswer($"{why} Set ERRORBUDGET_KEY to a gate key."),
            _ => NoAnswer(why),
        };
    }

    private Failure NoAnswer(string why) => new(ExitCode.Unreachable, $"The app at {_app} gave no decision: {why}");

    /// <summary>What problem details say, or how the answer begins.</summary>
    private static string Detail(HttpResponseMessage response, string body)
    {
        const int shown = 200;
        try
        {
            using var problem = JsonDocument.Parse(body);
            if (problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String)
                return Printable(detail.GetString()!);
        }
        catch (JsonException)
        {
            // A proxy on the way answers in its own words.
        }

        if (response.Headers.Location is { } elsewhere) return $"it sends to {Printable(elsewhere.OriginalString)}, which is not followed.";
        if (string.IsNullOrWhiteSpace(body)) return $"{response.ReasonPhrase}, and no word more.";
        return Printable(body.Length <= shown ? body : body[..shown] + "…");
    }

    /// <summary>On one line, and without what would command a terminal.</summary>
    private static string Printable(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => string.Concat(word.Where(letter => !char.IsControl(letter)))));
}
