using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Tests.Tables;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

public sealed class AnswerPendingChecksTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    private CheckScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await CheckScene.StartAsync(azurite);

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_scene.AzureDevOps.Faults);
        Assert.DoesNotContain(Headers.Token, string.Join('\n', _scene.Log), StringComparison.Ordinal);
        Assert.DoesNotContain(Headers.Token, await _scene.TableAsync(), StringComparison.Ordinal);
        await _scene.DisposeAsync();
    }

    [Theory]
    [InlineData(DecisionKind.Allow, "succeeded")]
    [InlineData(DecisionKind.Monitor, "succeeded")]
    [InlineData(DecisionKind.SignOff, "failed")]
    [InlineData(DecisionKind.Unknown, "failed")]
    [InlineData(DecisionKind.Block, "failed")]
    [InlineData(DecisionKind.Freeze, "failed")]
    public async Task A_check_that_does_not_wait_is_answered_at_once_with_its_reasons_first(DecisionKind decision, string result)
    {
        _scene.Decision = decision;
        var check = await _scene.AskAsync();
        await _scene.RunAsync();
        Assert.Equal(result, _scene.ResultOf(check));
        Assert.Equal(["feed", "events"], _scene.AzureDevOps.Calls.Select(call => call.Kind));
        Assert.Contains("12.4 %", _scene.AzureDevOps.Calls[0].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DecisionKind.SignOff)]
    [InlineData(DecisionKind.Unknown)]
    [InlineData(DecisionKind.Block)]
    public async Task A_check_that_waits_hears_of_changes_only_and_passes_once_the_gate_opens(DecisionKind decision)
    {
        _scene.Decision = decision;
        var check = await _scene.AskAsync(waitMinutes: 30);
        await _scene.RunAsync();
        await _scene.RunAfterAsync(Tick);
        await _scene.RunAfterAsync(Tick);
        Assert.Single(_scene.AzureDevOps.Calls);
        Assert.Null(_scene.ResultOf(check));

        _scene.Decision = DecisionKind.Allow;
        await _scene.RunAfterAsync(Tick);
        Assert.Equal("succeeded", _scene.ResultOf(check));
        Assert.Equal(["feed", "feed", "events"], _scene.AzureDevOps.Calls.Select(call => call.Kind));
    }

    [Fact]
    public async Task A_check_fails_when_its_wait_is_over()
    {
        _scene.Decision = DecisionKind.Block;
        var check = await _scene.AskAsync(waitMinutes: 30);
        await _scene.RunAsync();
        await _scene.RunAfterAsync(TimeSpan.FromMinutes(29));
        Assert.Null(_scene.ResultOf(check));
        await _scene.RunAfterAsync(Tick);
        Assert.Equal("failed", _scene.ResultOf(check));
    }

    [Fact]
    public async Task A_freeze_is_not_waited_for()
    {
        _scene.Decision = DecisionKind.Freeze;
        var check = await _scene.AskAsync(waitMinutes: 30);
        await _scene.RunAsync();
        Assert.Equal("failed", _scene.ResultOf(check));
    }

    [Fact]
    public async Task A_service_that_left_the_policy_fails_its_checks()
    {
        var check = await _scene.AskAsync(waitMinutes: 30);
        await _scene.Instance().RunAsync((_, _) => Task.FromResult<ErrorBudget.Pipeline.Gate.GateAnswer?>(null), TestContext.Current.CancellationToken);
        Assert.Equal("failed", _scene.ResultOf(check));
    }

    [Fact]
    public async Task The_longest_wait_ends_with_an_answer_and_without_a_token()
    {
        _scene.Decision = DecisionKind.Block;
        var check = await _scene.AskAsync(waitMinutes: 47 * 60);
        await _scene.RunAfterAsync(TimeSpan.FromHours(47) - Tick);
        Assert.Null(_scene.ResultOf(check));
        await _scene.RunAfterAsync(Tick);
        Assert.Equal("failed", _scene.ResultOf(check));
        Assert.DoesNotContain("Token=", await _scene.TableAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_instances_at_once_give_one_answer_each()
    {
        var checks = new List<PendingCheck>();
        for (var i = 0; i < 12; i++) checks.Add(await _scene.AskAsync());
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _scene.RunAsync()));
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        Assert.All(checks, check => Assert.Equal(1, _scene.AnswersTo(check)));
        Assert.Equal(2 * checks.Count, _scene.AzureDevOps.Calls.Count);
    }

    [Fact]
    public async Task Asking_twice_is_asking_once_even_after_the_answer()
    {
        var request = Headers.Request();
        var check = await _scene.AskAsync(request: request);
        await _scene.AskAsync(request: request);
        await _scene.RunAsync();
        await _scene.AskAsync(request: request);
        await _scene.RunAfterAsync(Tick);
        Assert.Equal(["feed", "events"], _scene.AzureDevOps.Calls.Select(call => call.Kind));
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task The_same_task_with_a_new_token_is_asked_anew()
    {
        var request = Headers.Request();
        await _scene.AskAsync(request: request);
        await _scene.RunAsync();
        await _scene.AskAsync(request: request with { Token = JobToken.Of("another-token")! });
        await _scene.RunAfterAsync(Tick);
        Assert.Equal(["feed", "events", "feed"], _scene.AzureDevOps.Calls.Select(call => call.Kind));
        Assert.Contains(_scene.Log, line => line.StartsWith("Information", StringComparison.Ordinal) && line.Contains("nobody waits", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Who_dies_before_or_after_a_write_leaves_exactly_one_answer(int write, bool after)
    {
        var check = await _scene.AskAsync();
        await Assert.ThrowsAsync<MortalChecks.DeathException>(() => _scene.RunAsync(_scene.Instance(new MortalChecks(_scene.Store.Store.Checks, write, after))));
        _scene.Decision = DecisionKind.Block;
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        Assert.Equal(1, _scene.AnswersTo(check));

        // Once an answer is stored it stays, whatever the gate says later.
        Assert.Equal(write == 1 && !after ? "failed" : "succeeded", _scene.ResultOf(check));
        Assert.DoesNotContain("Token=", await _scene.TableAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("feed")]
    [InlineData("events")]
    public async Task An_answer_that_is_lost_on_its_way_back_is_not_given_twice(string kind)
    {
        var check = await _scene.AskAsync();
        var lost = 0;
        _scene.AzureDevOps.After = (context, called) =>
        {
            if (called == kind && Interlocked.Increment(ref lost) == 1) context.Abort();
            return Task.CompletedTask;
        };
        await _scene.RunAsync();
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        Assert.Equal(1, _scene.AnswersTo(check));
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task With_Azure_DevOps_away_the_same_answer_is_sent_until_it_is_taken()
    {
        var check = await _scene.AskAsync();
        _scene.AzureDevOps.Before = (context, _) => Away(context);
        await _scene.RunAsync();
        await _scene.RunAfterAsync(Tick);
        Assert.Null(_scene.ResultOf(check));

        _scene.Decision = DecisionKind.Block;
        _scene.AzureDevOps.Before = (_, _) => Task.FromResult(false);
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task With_Azure_DevOps_away_for_good_the_token_is_removed_after_47_hours()
    {
        await _scene.AskAsync();
        _scene.AzureDevOps.Before = (context, _) => Away(context);
        await _scene.RunAsync();
        Assert.Contains("Token=", await _scene.TableAsync(), StringComparison.Ordinal);
        await _scene.RunAfterAsync(TimeSpan.FromHours(47));
        Assert.DoesNotContain("Token=", await _scene.TableAsync(), StringComparison.Ordinal);
        Assert.Contains(_scene.Log, line => line.Contains("given up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expired_token_ends_the_check_with_a_warning()
    {
        await _scene.AskAsync();
        _scene.AzureDevOps.Before = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.FromResult(true);
        };
        await _scene.RunAsync();
        Assert.DoesNotContain("Token=", await _scene.TableAsync(), StringComparison.Ordinal);
        Assert.Contains(_scene.Log, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_any_more_is_not_called()
    {
        await _scene.AskAsync();
        await _scene.RunAsync(_scene.Instance(rules: Headers.Rules(organizations: "other")));
        Assert.Empty(_scene.AzureDevOps.Calls);
        Assert.DoesNotContain("Token=", await _scene.TableAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_missing_on_one_instance_leaves_the_answer_to_another()
    {
        var check = await _scene.AskAsync();
        await _scene.RunAsync(_scene.Instance(cipher: TokenCipher.Read(_ => null)));
        Assert.Null(_scene.ResultOf(check));
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task What_is_left_of_an_answered_check_is_forgotten_in_the_end()
    {
        await _scene.AskAsync();
        await _scene.RunAsync();
        Assert.NotEmpty(await _scene.TableAsync());
        await _scene.RunAfterAsync(AnswerPendingChecks.Memory);
        Assert.Empty(await _scene.TableAsync());
    }

    private static Task<bool> Away(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.FromResult(true);
    }
}
