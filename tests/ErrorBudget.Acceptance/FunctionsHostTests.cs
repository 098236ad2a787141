using System.Net;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The published app as the Functions host starts and calls it.</summary>
public sealed class FunctionsHostTests(World world, PublishedApps apps) : IClassFixture<World>
{
    private const string Notice = """
        {"id":"BurnStarted|payment-gateway/availability|fast|2026-11-23T08:04","kind":"BurnStarted","service":"payment-gateway","slo":"availability","at":"2026-11-23T08:04:00+00:00","rule":"fast","episode":"payment-gateway/availability|fast|2026-11-23T08:04","remainingPct":12.4,"policyVersion":"p1"}
        """;

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task The_timer_starts_an_evaluation_whatever_the_host_says_of_its_schedule(AppBuild build)
    {
        await using var app = await StartAsync(build);
        foreach (var (kind, envelope) in FunctionsHost.TimerEnvelopes)
        {
            var before = Evaluations(app);
            AssertDone(await FunctionsHost.PostAsync(app, "EvaluateBudgets", envelope));
            await app.UntilAsync($"an evaluation is logged for a timer {kind}", () => Task.FromResult(Evaluations(app) == before + 1), TimeSpan.FromSeconds(10));
        }

        await World.CompleteAsync(app);
        await world.AssertTrueAsync(app);
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent, 1)]
    [InlineData(AppBuild.FrameworkDependent, 2)]
    [InlineData(AppBuild.Native, 1)]
    [InlineData(AppBuild.Native, 2)]
    public async Task A_shard_is_evaluated_whether_its_message_is_escaped_once_or_twice(AppBuild build, int levels)
    {
        await using var app = await StartAsync(build);
        AssertDone(await FunctionsHost.PostAsync(app, "EvaluateShard", FunctionsHost.QueueEnvelope("""{"shard":0,"shards":1}""", levels)));
        await app.UntilAsync("the evaluation is logged", () => Task.FromResult(Evaluations(app) == 1), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent, 1)]
    [InlineData(AppBuild.FrameworkDependent, 2)]
    [InlineData(AppBuild.Native, 1)]
    [InlineData(AppBuild.Native, 2)]
    public async Task A_notice_that_concerns_nobody_is_logged_in_one_line(AppBuild build, int levels)
    {
        await using var app = await StartAsync(build);
        AssertDone(await FunctionsHost.PostAsync(app, "DispatchNotice", FunctionsHost.QueueEnvelope(Notice, levels)));
        const string told = "BurnStarted of payment-gateway/availability at 2026-11-23 08:04:00Z: nobody is to be told";
        await app.UntilAsync("the notice is logged", () => Task.FromResult(app.Output.Contains(told, StringComparison.Ordinal)), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task A_message_that_cannot_be_understood_is_a_failure_with_a_reason(AppBuild build)
    {
        await using var app = await StartAsync(build);
        (string Function, string Envelope)[] calls =
        [
            ("EvaluateShard", FunctionsHost.QueueEnvelope("hello ok")),
            ("EvaluateShard", FunctionsHost.QueueEnvelope("dGVzdA==")),
            ("EvaluateShard", FunctionsHost.QueueEnvelope("""{"shard":4,"shards":4}""")),
            ("EvaluateShard", FunctionsHost.QueueEnvelope("")),
            ("EvaluateShard", """{"Data":{},"Metadata":{}}"""),
            ("EvaluateShard", """{"Data":{"message":null},"Metadata":{}}"""),
            ("DispatchNotice", FunctionsHost.QueueEnvelope("hello ok")),
            ("DispatchNotice", FunctionsHost.QueueEnvelope("test")),
            ("DispatchNotice", FunctionsHost.QueueEnvelope("""{"orderId":7,"name":"json ok"}""")),
            ("DispatchNotice", FunctionsHost.QueueEnvelope(Notice.Replace("BurnStarted\",\"service", "99\",\"service", StringComparison.Ordinal))),
            ("DispatchNotice", FunctionsHost.QueueEnvelope(Notice.Replace("\"payment-gateway\"", "null", StringComparison.Ordinal))),
            ("AnswerCheck", FunctionsHost.QueueEnvelope("hello ok")),
            ("AnswerCheck", FunctionsHost.QueueEnvelope("{}")),
            ("AnswerCheck", FunctionsHost.QueueEnvelope("""{"check":"' or PartitionKey ne '"}""")),
            ("RecordCounts", FunctionsHost.QueueEnvelope("hello ok")),
            ("RecordCounts", FunctionsHost.QueueEnvelope("{}")),
            ("RecordCounts", FunctionsHost.QueueEnvelope("""{"counts":[{"service":"a","slo":"b","good":2,"total":1,"at":"2026-11-23T08:05:00Z","id":"x"}]}""")),
            ("EvaluateBudgets", "[]"),
            ("EvaluateBudgets", "{"),
            ("EvaluateBudgets", ""),
        ];
        foreach (var (function, envelope) in calls) AssertProblem(await FunctionsHost.PostAsync(app, function, envelope), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task A_call_beyond_every_message_size_is_not_read(AppBuild build)
    {
        await using var app = await StartAsync(build);
        var answer = await FunctionsHost.PostAsync(app, "DispatchNotice", FunctionsHost.QueueEnvelope(new string('a', 600 * 1024)));
        AssertProblem(answer, HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Without_storage_it_is_ready_at_once_and_a_call_fails_after_a_bounded_wait(AppBuild build)
    {
        var settings = world.Settings();
        var port = FreePort.Next();
        settings["AzureWebJobsStorage"] = world.Azurite.ConnectionString
            .Replace($":{world.Azurite.TablePort}/", $":{port}/", StringComparison.Ordinal);
        await using var app = await apps.StartAsync(build, settings, underHost: true);
        var answer = await FunctionsHost.PostAsync(app, "EvaluateBudgets", FunctionsHost.TimerEnvelopes["without a status"]);
        AssertProblem(answer, HttpStatusCode.ServiceUnavailable);
        Assert.Contains($":{port}", answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Standalone_nobody_can_pull_the_triggers_over_HTTP(AppBuild build)
    {
        await using var app = await apps.StartAsync(build, world.Settings());
        foreach (var function in (string[])["EvaluateBudgets", "EvaluateShard", "AnswerCheck", "RecordCounts", "DispatchNotice", "SendDigest", "SendReviewReminder"])
        {
            using var response = await app.Client.PostAsync($"/{function}", new StringContent("{}"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    private Task<AppProcess> StartAsync(AppBuild build) => apps.StartAsync(build, world.Settings(), underHost: true);

    private static int Evaluations(AppProcess app) => app.Output.Split('\n').Count(line => line.Contains("Evaluated 4 SLOs", StringComparison.Ordinal));

    private static void AssertDone((HttpStatusCode Status, string? MediaType, JsonElement Body) answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal(JsonValueKind.Object, answer.Body.ValueKind);
    }

    private static void AssertProblem((HttpStatusCode Status, string? MediaType, JsonElement Body) answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.NotEmpty(answer.Body.GetProperty("detail").GetString()!);
    }
}
