using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Testing;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

public sealed class AzureDevOpsClientTests : IAsyncLifetime
{
    private static readonly AzureDevOpsLimits Quick = new()
    {
        Attempt = TimeSpan.FromSeconds(10), Call = TimeSpan.FromSeconds(20), Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(10),
    };

    private readonly CheckRequest _request = Headers.Request();
    private FakeAzureDevOps _fake = null!;

    public async ValueTask InitializeAsync() => _fake = await FakeAzureDevOps.StartAsync();

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    [Theory]
    [InlineData(CheckVerdict.Succeeded, "succeeded")]
    [InlineData(CheckVerdict.Failed, "failed")]
    public async Task Lines_and_the_answer_go_where_the_task_waits(CheckVerdict verdict, string result)
    {
        using var client = Client();
        var said = await client.SayAsync(_request.Task, _request.Token, ["one", "two\r\nlines", new string('x', 5000)], TestContext.Current.CancellationToken);
        Assert.Equal(DeliveryOutcome.Taken, said.Outcome);
        Assert.Equal(DeliveryOutcome.Taken, (await CompleteAsync(client, verdict)).Outcome);

        Assert.Empty(_fake.Faults);
        var task = _request.Task;
        var plan = $"/acme/{task.ProjectId}/_apis/distributedtask/hubs/checks/plans/{task.PlanId}";
        Assert.Equal(
            [$"{plan}/timelines/{task.TimelineId}/records/{task.JobId}/feed?api-version=4.1", $"{plan}/events?api-version=2.0-preview.1"],
            _fake.Calls.Select(call => call.Path));
        Assert.All(_fake.Calls, call => Assert.Equal(Headers.Token, call.Token));
        Assert.Equal(["one", "two  lines"], _fake.Calls[0].Body.GetProperty("value").EnumerateArray().Take(2).Select(line => line.GetString()));
        Assert.Equal(
            $$"""{"name":"TaskCompleted","taskId":"{{task.TaskInstanceId}}","jobId":"{{task.JobId}}","result":"{{result}}"}""",
            _fake.Calls[1].Body.GetRawText());
    }

    [Fact]
    public async Task A_second_answer_finds_the_session_gone()
    {
        using var client = Client();
        await CompleteAsync(client);
        Assert.Equal(DeliveryOutcome.SessionGone, (await CompleteAsync(client)).Outcome);
    }

    [Theory]
    [InlineData(401, "", DeliveryOutcome.TokenRefused)]
    [InlineData(403, "", DeliveryOutcome.TokenRefused)]
    [InlineData(203, "<html>sign in", DeliveryOutcome.TokenRefused)]
    [InlineData(404, "", DeliveryOutcome.SessionGone)]
    [InlineData(409, "", DeliveryOutcome.SessionGone)]
    [InlineData(400, """{"typeKey":"TaskOrchestrationPlanTerminatedException"}""", DeliveryOutcome.SessionGone)]
    [InlineData(400, """{"message":"the job is already completed"}""", DeliveryOutcome.SessionGone)]
    [InlineData(400, "", DeliveryOutcome.Refused)]
    [InlineData(415, "", DeliveryOutcome.Refused)]
    public async Task What_cannot_change_is_asked_once(int status, string body, DeliveryOutcome outcome)
    {
        var asked = Answer(status, body);
        using var client = Client();
        Assert.Equal(outcome, (await CompleteAsync(client)).Outcome);
        Assert.Equal(1, asked());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_asked_again_and_not_for_ever(int status)
    {
        var asked = Answer(status, "", retryAfter: "0");
        using var client = Client();
        Assert.Equal(DeliveryOutcome.Unavailable, (await CompleteAsync(client)).Outcome);
        Assert.Equal(1 + Quick.Retries, asked());
    }

    [Fact]
    public async Task The_wait_that_is_asked_for_is_kept()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var at = new List<TimeSpan>();
        _fake.Before = (context, _) =>
        {
            at.Add(clock.Elapsed);
            if (at.Count > 1) return Task.FromResult(false);
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return Task.FromResult(true);
        };
        using var client = Client();
        Assert.Equal(DeliveryOutcome.Taken, (await CompleteAsync(client)).Outcome);
        Assert.True(at[1] - at[0] >= TimeSpan.FromSeconds(0.9), $"{at[1] - at[0]}");
    }

    [Fact]
    public async Task A_wait_longer_than_a_call_may_take_is_left_to_a_later_run()
    {
        var asked = Answer(429, "", retryAfter: "3600");
        using var client = Client();
        Assert.Equal(DeliveryOutcome.Unavailable, (await CompleteAsync(client)).Outcome);
        Assert.Equal(1, asked());
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_token_goes_nowhere_else()
    {
        await using var elsewhere = await FakeAzureDevOps.StartAsync();
        _fake.Before = (context, _) =>
        {
            context.Response.Redirect($"https://localhost:{elsewhere.Port}/acme/", permanent: false, preserveMethod: true);
            return Task.FromResult(true);
        };
        using var client = Client();
        Assert.Equal(DeliveryOutcome.TokenRefused, (await CompleteAsync(client)).Outcome);
        Assert.Empty(elsewhere.Faults);
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task Silence_and_a_server_that_is_away_are_told_apart_from_answers()
    {
        _fake.Before = async (context, _) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        using var client = Client(Quick with { Attempt = TimeSpan.FromMilliseconds(50), Retries = 1 });
        Assert.Equal(DeliveryOutcome.Unavailable, (await CompleteAsync(client)).Outcome);

        using var lost = new AzureDevOpsClient(new LostHandler(), Quick, TimeProvider.System);
        var delivery = await CompleteAsync(lost);
        Assert.Equal(DeliveryOutcome.Unavailable, delivery.Outcome);
        Assert.Contains("dev.azure.com", delivery.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Headers.Token, delivery.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_real_transport_follows_no_redirects_and_keeps_no_cookies()
    {
        using var transport = Assert.IsType<SocketsHttpHandler>(AzureDevOpsClient.CreateTransport());
        Assert.False(transport.AllowAutoRedirect);
        Assert.False(transport.UseCookies);
        Assert.Null(transport.SslOptions.RemoteCertificateValidationCallback);
    }

    private AzureDevOpsClient Client(AzureDevOpsLimits? limits = null) => new(_fake.CreateTransport(), limits ?? Quick, TimeProvider.System);

    private Task<Delivery> CompleteAsync(AzureDevOpsClient client, CheckVerdict verdict = CheckVerdict.Succeeded) =>
        client.CompleteAsync(_request.Task, _request.Token, verdict, TestContext.Current.CancellationToken);

    private Func<int> Answer(int status, string body, string? retryAfter = null)
    {
        var asked = 0;
        _fake.Before = async (context, _) =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = status;
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            await context.Response.WriteAsync(body);
            return true;
        };
        return () => asked;
    }

    private sealed class LostHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("No such host is known.");
    }
}
