using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>Calls the app as the Functions host does: with the headers, the chunked body and the envelopes recorded on host 4.1037.</summary>
internal static class FunctionsHost
{
    /// <summary>The queue trigger's metadata, as recorded.</summary>
    private const string QueueMetadata = """
        "DequeueCount":"1","ExpirationTime":"2026-11-30T07:56:55+00:00","Id":"\"4c799a4f-0000-0000-0000-000000000000\"","InsertionTime":"2026-11-23T07:56:55+00:00","NextVisibleTime":"2026-11-23T08:06:56+00:00","PopReceipt":"\"MjNOb3Yy\"","sys":{"MethodName":"QueueFn","UtcNow":"2026-11-23T07:56:56Z","RandGuid":"00000000-0000-0000-0000-000000000000"}
        """;

    /// <summary>The host leaves everything as it is but quotes, backslashes and control characters.</summary>
    private static readonly JsonSerializerOptions Escaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The timer's envelope with and without a schedule status, and with a retry policy.</summary>
    public static IReadOnlyDictionary<string, string> TimerEnvelopes { get; } = new Dictionary<string, string>
    {
        ["with a status"] = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-23T08:04:00.0005454+00:00","Next":"2026-11-23T08:05:00+00:00","LastUpdated":"2026-11-23T08:04:00.0005454+00:00"},"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TimerMin","UtcNow":"2026-11-23T08:04:38.2173201Z","RandGuid":"84fb045f-0000-0000-0000-000000000000"}}}""",
        ["the first run ever"] = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"0001-01-01T00:00:00+00:00","Next":"2026-11-23T08:05:00+00:00","LastUpdated":"0001-01-01T00:00:00+00:00"},"IsPastDue":true}},"Metadata":{"sys":{"MethodName":"TimerMin","UtcNow":"2026-11-23T08:04:38.2173201Z","RandGuid":"84fb045f-0000-0000-0000-000000000000"}}}""",
        ["the first run ever, without an offset"] = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"0001-01-01T00:00:00","Next":"2026-11-23T08:05:00+00:00","LastUpdated":"0001-01-01T00:00:00"},"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TimerMin","UtcNow":"2026-11-23T08:04:38.2173201Z","RandGuid":"84fb045f-0000-0000-0000-000000000000"}}}""",
        ["without a status"] = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TimerMin","UtcNow":"2026-11-23T08:04:38.2173201Z","RandGuid":"84fb045f-0000-0000-0000-000000000000"}}}""",
        ["with a retry policy"] = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TimerMin","UtcNow":"2026-11-23T08:04:38.2173201Z","RandGuid":"84fb045f-0000-0000-0000-000000000000"},"RetryContext":{"RetryCount":0,"MaxRetryCount":2,"Exception":null,"Instance":null,"State":{}}}}""",
    };

    /// <summary>A queue message's envelope.</summary>
    /// <param name="text">The message.</param>
    /// <param name="levels">How many times the host has escaped it: 2 is what was recorded, 1 is what other hosts do.</param>
    public static string QueueEnvelope(string text, int levels = 2)
    {
        var value = text;
        for (var level = 0; level < levels; level++) value = JsonSerializer.Serialize(value, Escaping);
        return $$$"""{"Data":{"message":{{{value}}}},"Metadata":{{{{QueueMetadata}}}}}""";
    }

    /// <summary>Pulls a trigger.</summary>
    /// <param name="app">The app.</param>
    /// <param name="function">The function.</param>
    /// <param name="envelope">The body.</param>
    /// <param name="traceParent">The trace that the host is in; null for none.</param>
    /// <param name="invocation">The invocation's id; null for any.</param>
    /// <returns>The status, the content type's media type and the body as JSON; fails if the body is none.</returns>
    public static async Task<(HttpStatusCode Status, string? MediaType, JsonElement Body)> PostAsync(AppProcess app, string function, string envelope, string? traceParent = null, string? invocation = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{function}")
        {
            Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(envelope))),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Azure-Functions-InvocationId", invocation ?? Guid.NewGuid().ToString());
        if (traceParent is not null) request.Headers.Add("traceparent", traceParent);
        request.Headers.Add("X-Azure-Functions-HostVersion", "4.1037.0.0");
        request.Headers.UserAgent.ParseAdd("Azure-Functions-Host/4.1037.0.0");

        // The host waits as long as functionTimeout; the app's own patience with the storage is 20 seconds.
        using var client = new HttpClient { BaseAddress = app.Client.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, JsonDocument.Parse(body).RootElement);
    }
}
