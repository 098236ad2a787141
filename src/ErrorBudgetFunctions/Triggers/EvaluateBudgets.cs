using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What the timer starts: an evaluation, or one message per shard where there are several; then the checks that wait are asked again, and what is no longer kept is deleted.</summary>
internal sealed class EvaluateBudgets(
    StorageSetup storage, PolicyInForce policy, EvaluateShard shard, [FromKeyedServices(StorageQueue.Shards)] StorageQueue queue,
    ReleaseGate gate, AnswerPendingChecks checks, PolicyNews news, Retention retention, ILogger<EvaluateBudgets> log)
{
    /// <summary>A message that nobody takes in this time is overtaken by the next ticks.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(5);

    public Task RunAsync(CancellationToken cancellationToken) => Spans.Start("tick").RunAsync(() => TickAsync(cancellationToken));

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        await storage.WaitAsync(cancellationToken);
        if (await policy.CurrentAsync(cancellationToken) is not { } current)
        {
            log.LogError("Nothing is evaluated: no policy is in force. {Problems}", string.Join("; ", policy.Problems));
            return;
        }

        await EvaluateAsync(current, cancellationToken);
        await news.LookAsync(current, policy.Problems, cancellationToken);
        await checks.RunAsync((request, token) => gate.ConsiderAsync(current, request, token), cancellationToken);
        await retention.RunAsync(current, cancellationToken);
    }

    private async Task EvaluateAsync(Policy current, CancellationToken cancellationToken)
    {
        if (current.Shards == 1)
        {
            await shard.RunAsync(current, 0, cancellationToken);
            return;
        }

        for (var number = 0; number < current.Shards; number++)
            await queue.SendAsync(new ShardMessage(number, current.Shards) { TraceParent = Spans.TraceParent }.ToJson(), Stale, cancellationToken);
    }
}
