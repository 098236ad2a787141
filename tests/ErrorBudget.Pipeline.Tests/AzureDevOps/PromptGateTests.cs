using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

public sealed class PromptGateTests
{
    [Theory]
    [InlineData(OnUnknown.SignOff, DecisionKind.Unknown, false)]
    [InlineData(OnUnknown.Block, DecisionKind.Block, false)]
    [InlineData(OnUnknown.Allow, DecisionKind.Allow, true)]
    public async Task A_store_that_is_silent_makes_the_budget_unknown_before_three_seconds_are_over(OnUnknown rule, DecisionKind kind, bool allowed)
    {
        using var silent = new SilentHandler();
        using var store = TestStore.Over(silent);
        var time = new FakeTimeProvider(EvaluatorScene.Noon);
        var since = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(1.5)); // reading the policy took that long
        var asking = Ask(store, time, rule, since);
        await silent.Called.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(asking.IsCompleted);
        time.Advance(PromptGate.Patience - TimeSpan.FromSeconds(1.5));
        var answer = await asking.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal((kind, allowed), (answer!.Decision.Kind, answer.Decision.Allowed));
        Assert.Contains("could not be read in 2 s", answer.Decision.Reasons[0], StringComparison.Ordinal);
        Assert.True(PromptGate.Patience < TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_store_that_fails_makes_the_budget_unknown_and_says_why()
    {
        using var store = TestStore.Over(new FailingHandler());
        var time = new FakeTimeProvider(EvaluatorScene.Noon);
        var answer = await Ask(store, time, OnUnknown.SignOff, time.GetTimestamp());
        Assert.Equal(DecisionKind.Unknown, answer!.Decision.Kind);
        Assert.Contains("could not be read", answer.Decision.Reasons[0], StringComparison.Ordinal);
    }

    private static async Task<GateAnswer?> Ask(TestStore store, TimeProvider time, OnUnknown rule, long since)
    {
        var policy = EvaluatorScene.PolicyOf([EvaluatorScene.ObjectiveOf("checkout") with { Gate = new GateRules { OnUnknown = rule } }]);
        using var audit = new AuditWriter(new MemoryAuditTrail(), time, NullLogger<AuditWriter>.Instance);
        var gate = new PromptGate(new ReleaseGate(new SnapshotReader(store.Store, time), new SignOffReader(store.Store.SignOffs, time), audit, time), time);
        return await gate.DecideAsync(policy, new GateRequest("checkout", null, ChangeKind.Standard), since, TestContext.Current.CancellationToken);
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Called => _called.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _called.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("It never answers.");
        }
    }

    private sealed class FailingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("connection refused");
    }
}
