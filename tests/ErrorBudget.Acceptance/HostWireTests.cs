using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The published app against the bytes that a Functions host 4.1037 was recorded to send; only the bindings' names are ours.</summary>
public sealed class HostWireTests(World world, PublishedApps apps) : IClassFixture<World>
{
    private const string Headers = """
        Content-Type: application/json; charset=utf-8
        Transfer-Encoding: chunked
        User-Agent: Azure-Functions-Host/4.1037.0.0
        X-Azure-Functions-InvocationId: 7a3cf4be-0000-0000-0000-000000000000
        X-Azure-Functions-HostVersion: 4.1037.0.0
        """;

    private const string Timer = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-23T08:04:00.0005454+00:00","Next":"2026-11-23T08:05:00+00:00","LastUpdated":"2026-11-23T08:04:00.0005454+00:00"},"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TimerMin","UtcNow":"2026-11-23T08:04:38.2173201Z","RandGuid":"84fb045f-0000-0000-0000-000000000000"}}}""";

    private const string TimerWithoutStatus = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"TimerMin","UtcNow":"2026-11-23T08:04:38.2173201Z","RandGuid":"84fb045f-0000-0000-0000-000000000000"}}}""";

    private const string TextMessage = """{"Data":{"message":"\"hello ok\""},"Metadata":{"DequeueCount":"1","ExpirationTime":"2026-11-30T07:56:55+00:00","Id":"\"4c799a4f-0000-0000-0000-000000000000\"","InsertionTime":"2026-11-23T07:56:55+00:00","NextVisibleTime":"2026-11-23T08:06:56+00:00","PopReceipt":"\"MjNOb3Yy\"","sys":{"MethodName":"QueueFn","UtcNow":"2026-11-23T07:56:56Z","RandGuid":"00000000-0000-0000-0000-000000000000"}}}""";

    /// <summary>Text that could be base64 arrives as it is: the host has decoded the message once, and nobody does so again.</summary>
    private const string Base64LikeMessage = """{"Data":{"message":"\"dGVzdA==\""},"Metadata":{"DequeueCount":"1","ExpirationTime":"2026-11-30T07:56:55+00:00","Id":"\"4c799a4f-0000-0000-0000-000000000000\"","InsertionTime":"2026-11-23T07:56:55+00:00","NextVisibleTime":"2026-11-23T08:06:56+00:00","PopReceipt":"\"MjNOb3Yy\"","sys":{"MethodName":"QueueFn","UtcNow":"2026-11-23T07:56:56Z","RandGuid":"00000000-0000-0000-0000-000000000000"}}}""";

    /// <summary>A JSON object: escaped twice, and its members copied into the metadata as texts.</summary>
    private const string ShardMessage = """{"Data":{"message":"\"{\\\"shard\\\":0,\\\"shards\\\":1}\""},"Metadata":{"DequeueCount":"1","ExpirationTime":"2026-11-30T07:56:55+00:00","Id":"\"4c799a4f-0000-0000-0000-000000000000\"","InsertionTime":"2026-11-23T07:56:55+00:00","NextVisibleTime":"2026-11-23T08:06:56+00:00","PopReceipt":"\"MjNOb3Yy\"","shard":"\"0\"","shards":"\"1\"","sys":{"MethodName":"QueueFn","UtcNow":"2026-11-23T07:56:56Z","RandGuid":"00000000-0000-0000-0000-000000000000"}}}""";

    /// <summary>The last of five deliveries, of a message that does not expire, whose members hide the message's own metadata.</summary>
    private const string NoticeMessage = """{"Data":{"message":"\"{\\\"id\\\":\\\"n\\\",\\\"kind\\\":\\\"BurnStarted\\\",\\\"service\\\":\\\"zahlung-für-€\\\",\\\"slo\\\":\\\"availability\\\",\\\"at\\\":\\\"2026-11-23T08:04:00+00:00\\\",\\\"rule\\\":\\\"fast\\\",\\\"episode\\\":\\\"e\\\",\\\"remainingPct\\\":12.4,\\\"policyVersion\\\":\\\"p1\\\"}\""},"Metadata":{"DequeueCount":"5","ExpirationTime":"9999-12-31T23:59:59+00:00","Id":"\"n\"","InsertionTime":"2026-11-23T07:56:55+00:00","NextVisibleTime":"2026-11-23T08:06:56+00:00","PopReceipt":"\"MjNOb3Yy\"","kind":"\"BurnStarted\"","service":"\"zahlung-für-€\"","sys":{"MethodName":"QueueFn","UtcNow":"2026-11-23T07:56:56Z","RandGuid":"00000000-0000-0000-0000-000000000000"}}}""";

    private const string CheckMessage = """{"Data":{"message":"\"{\\\"check\\\":\\\"0123456789abcdef0123456789abcdef-0123456789abcdef0123456789abcdef-0123456789abcdef0123456789abcdef\\\"}\""},"Metadata":{"DequeueCount":"1","check":"\"0123456789abcdef0123456789abcdef-0123456789abcdef0123456789abcdef-0123456789abcdef0123456789abcdef\""}}""";

    /// <summary>What is sent, and the line in the log that shows it was understood; null where nothing is to do.</summary>
    private static readonly (string Function, string Body, string? Told)[] Understood =
    [
        ("EvaluateBudgets", Timer, "Evaluated 4 SLOs"),
        ("EvaluateBudgets", TimerWithoutStatus, "Evaluated 4 SLOs"),
        ("EvaluateShard", ShardMessage, "Evaluated 4 SLOs"),
        ("DispatchNotice", NoticeMessage, "BurnStarted of zahlung-für-€/availability at 2026-11-23 08:04:00Z: nobody is to be told"),
        ("AnswerCheck", CheckMessage, null),
    ];

    [Theory]
    [InlineData(AppBuild.FrameworkDependent, int.MaxValue)]
    [InlineData(AppBuild.FrameworkDependent, 7)]
    [InlineData(AppBuild.Native, int.MaxValue)]
    [InlineData(AppBuild.Native, 7)]
    public async Task A_call_as_recorded_is_understood_and_answered_with_an_empty_object(AppBuild build, int chunk)
    {
        await using var app = await apps.StartAsync(build, world.Settings(), underHost: true);
        foreach (var (function, body, told) in Understood)
        {
            var before = Count(app, told);
            var answer = await RawHttp.ExchangeAsync(app, $"POST /{function} HTTP/1.1\n{Headers}", body, chunk);
            Assert.Equal((function, "HTTP/1.1 200 OK", "application/json", "{}"), (function, answer.Status, answer.Headers["Content-Type"], answer.Body));
            if (told is not null) await app.UntilAsync($"{function} is logged", () => Task.FromResult(Count(app, told) == before + 1), TimeSpan.FromSeconds(10));
        }
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task A_message_as_recorded_that_is_none_of_ours_is_no_success_so_that_the_host_moves_it_to_the_poison_queue(AppBuild build)
    {
        await using var app = await apps.StartAsync(build, world.Settings(), underHost: true);
        foreach (var body in (string[])[TextMessage, Base64LikeMessage])
        {
            foreach (var function in (string[])["EvaluateShard", "AnswerCheck", "RecordCounts", "DispatchNotice"])
            {
                var answer = await RawHttp.ExchangeAsync(app, $"POST /{function} HTTP/1.1\n{Headers}", body);
                Assert.Equal((function, "HTTP/1.1 400 Bad Request", "application/problem+json"), (function, answer.Status, answer.Headers["Content-Type"]));
                Assert.NotEmpty(JsonDocument.Parse(answer.Body).RootElement.GetProperty("detail").GetString()!);
            }
        }
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task It_is_ready_without_a_key_and_answers_what_the_host_passes_on_for_callers_whose_keys_it_never_shows(AppBuild build)
    {
        var settings = world.Settings();
        settings["ERRORBUDGET_KEYS__gate"] = "pipeline=gate-key-0123456789";
        await using var app = await apps.StartAsync(build, settings, underHost: true);
        Assert.Equal("HTTP/1.1 200 OK", (await RawHttp.ExchangeAsync(app, "GET / HTTP/1.1")).Status);
        await RawHttp.ExchangeAsync(app, $"POST /EvaluateBudgets HTTP/1.1\n{Headers}", Timer);

        const string passedOn = """
            X-Forwarded-For: 203.0.113.7:51234
            X-Forwarded-Host: acme.azurewebsites.net
            X-Forwarded-Proto: https
            X-Azure-Functions-InvocationId: 7a3cf4be-0000-0000-0000-000000000000
            x-ms-invocation-id: 7a3cf4be-0000-0000-0000-000000000000
            """;
        var gate = await RawHttp.ExchangeAsync(app, $"GET /api/gate/checkout?change=fix&code=gate-key-0123456789 HTTP/1.1\n{passedOn}");
        Assert.Equal("HTTP/1.1 200 OK", gate.Status);
        Assert.Equal("checkout", JsonDocument.Parse(gate.Body).RootElement.GetProperty("service").GetString());

        // A body that comes in chunks is no problem for a proxy, which hands it on as it is.
        var check = await RawHttp.ExchangeAsync(
            app, $"POST /api/checks/azure-devops/checkout?change=fix HTTP/1.1\n{passedOn}\nx-functions-key: gate-key-0123456789\nContent-Type: application/json\nTransfer-Encoding: chunked", "{}", 1);
        Assert.Equal("HTTP/1.1 200 OK", check.Status);
        Assert.Equal("successful", JsonDocument.Parse(check.Body).RootElement.GetProperty("status").GetString());

        var refused = await RawHttp.ExchangeAsync(app, $"GET /api/gate/checkout?code=wrong-key-0123456789 HTTP/1.1\n{passedOn}");
        Assert.Equal("HTTP/1.1 401 Unauthorized", refused.Status);
        Assert.DoesNotContain("-key-0123456789", app.Output + gate.Body + check.Body + refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_envelopes_that_other_tests_make_are_the_recorded_ones() => Assert.Equal(
        (TextMessage, Base64LikeMessage, Timer, TimerWithoutStatus),
        (FunctionsHost.QueueEnvelope("hello ok"), FunctionsHost.QueueEnvelope("dGVzdA=="), FunctionsHost.TimerEnvelopes["with a status"], FunctionsHost.TimerEnvelopes["without a status"]));

    private static int Count(AppProcess app, string? line) => line is null ? 0 : app.Output.Split('\n').Count(text => text.Contains(line, StringComparison.Ordinal));
}
