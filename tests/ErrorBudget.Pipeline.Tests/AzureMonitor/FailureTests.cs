using System.Globalization;
using Azure.Core;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Testing;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Pipeline.Tests.AzureMonitor;

/// <summary>What Azure Monitor may answer but counts.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_short_wait_that_is_asked_for_is_kept_and_the_query_repeated()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(0, "shop", true);
        var asked = new List<DateTimeOffset>();
        Throttle(scene, "1", times: 1, asked);
        Assert.Equal([Bucket.Of(1, 1)], await scene.CountAsync(1, MonitorScene.Requests("shop")));
        Assert.Equal(2, asked.Count);
        Assert.True(asked[1] - asked[0] >= TimeSpan.FromMilliseconds(950), $"asked again after {asked[1] - asked[0]}");
    }

    [Fact]
    public async Task Who_asks_for_a_longer_wait_is_left_alone_until_it_is_over()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(0, "shop", true);
        var asked = new List<DateTimeOffset>();
        Throttle(scene, "90", times: 1, asked);
        Assert.Contains("answered 429: BadArgumentError, ThrottledError", await scene.FailureAsync(MonitorScene.Requests("shop")), StringComparison.Ordinal);
        scene.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Contains("asked not to be asked before", await scene.FailureAsync(MonitorScene.Requests("shop")), StringComparison.Ordinal);
        Assert.Single(asked);
        scene.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal([Bucket.Of(1, 1)], await scene.CountAsync(1, MonitorScene.Requests("shop")));
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task A_transient_error_is_tried_again_and_a_lasting_one_given_up()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(0, "shop", true);
        var failures = 1;
        scene.Server.Before = async context =>
        {
            if (failures-- <= 0) return false;
            context.Response.StatusCode = 503;
            await context.Response.CompleteAsync();
            return true;
        };
        Assert.Equal([Bucket.Of(1, 1)], await scene.CountAsync(1, MonitorScene.Requests("shop")));
        failures = 100;
        Assert.Contains("answered 503", await scene.FailureAsync(MonitorScene.Requests("shop")), StringComparison.Ordinal);
        Assert.Equal(97, failures);
    }

    [Theory]
    [InlineData(200, "", "answered 200 with nothing in it")]
    [InlineData(200, "<html>", "did not answer with JSON")]
    [InlineData(200, "[]", "JSON that is no object")]
    [InlineData(200, "{}", "without a table")]
    [InlineData(200, """{"tables":[{}]}""", "a form that is not its API's")]
    [InlineData(403, "no", "role Log Analytics Reader")]
    [InlineData(404, """{"error":{"code":"PathNotFoundError","message":"not here"}}""", "answered 404: PathNotFoundError: not here. Check the ids")]
    public async Task Answers_that_cannot_be_relied_on_are_failures_that_say_what_to_do(int status, string body, string reason)
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Server.Before = async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
            return true;
        };
        Assert.Contains(reason, await scene.FailureAsync(MonitorScene.Requests("shop")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_waited_for_as_long_as_the_policy_says()
    {
        await using var scene = await MonitorScene.StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Server.Before = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var failing = scene.FailureAsync(MonitorScene.Requests("shop"));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        scene.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("did not answer within 30 s", await failing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent_and_the_reason_is_told()
    {
        await using var scene = await MonitorScene.StartAsync(() => DelegatedTokenCredential.Create((_, _) => throw new InvalidOperationException("no managed identity here")));
        Assert.Contains("there is no Microsoft Entra token: no managed identity here", await scene.FailureAsync(MonitorScene.Requests("shop")), StringComparison.Ordinal);
        Assert.Empty(scene.Server.Queries);
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_failure()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Settings = scene.Settings with { LogsUrl = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{FreePort.Next()}")) };
        Assert.Contains("cannot be reached", await scene.FailureAsync(MonitorScene.Requests("shop")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_that_fail_are_asked_once_for_all_that_comes_after()
    {
        await using var scene = await MonitorScene.StartAsync();
        var calls = 0;
        scene.Server.Before = async context =>
        {
            Interlocked.Increment(ref calls);
            context.Response.StatusCode = 403;
            await context.Response.CompleteAsync();
            return true;
        };
        var reading = await scene.ReadAsync(1, Resolution.Minute, [.. Enumerable.Range(0, 40).Select(number =>
            MonitorScene.Objective($"s{number}", new Pipeline.Policies.KqlSli { Query = $"T | take {number}" }))]);
        Assert.Equal(40, reading.Failures.Count);
        Assert.InRange(calls, 1, 8);
    }

    private static void Throttle(MonitorScene scene, string retryAfter, int times, List<DateTimeOffset> asked) => scene.Server.Before = async context =>
    {
        asked.Add(DateTimeOffset.UtcNow);
        if (asked.Count > times) return false;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.StatusCode = 429;
        await context.Response.WriteAsJsonAsync(new { error = new { code = "BadArgumentError", innererror = new { code = "ThrottledError", message = "slow down" } } });
        return true;
    };
}
