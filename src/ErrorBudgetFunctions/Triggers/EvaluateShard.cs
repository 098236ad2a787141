using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What a shard's message starts: the evaluation of that shard.</summary>
internal sealed class EvaluateShard(PolicyInForce policy, BudgetEvaluator evaluator, ILogger<EvaluateShard> log)
{
    public async Task RunAsync(string message, CancellationToken cancellationToken)
    {
        var asked = ShardMessage.Parse(message);
        if (await policy.CurrentAsync(cancellationToken) is not { } current || current.Shards != asked.Shards)
        {
            log.LogInformation("The message for shard {Shard} of {Shards} is from before the policy changed; the next tick covers it", asked.Shard, asked.Shards);
            return;
        }

        await RunAsync(current, asked.Shard, cancellationToken);
    }

    public async Task RunAsync(Policy current, int shard, CancellationToken cancellationToken)
    {
        var report = await evaluator.RunAsync(current, shard, cancellationToken);
        foreach (var problem in report.Problems) log.LogWarning("Evaluation: {Problem}", problem);
        log.LogInformation(
            "Evaluated {Slos} SLOs through {DataThrough} in {Milliseconds} ms{Backfilling}",
            report.Slos, report.DataThrough, (int)(report.FinishedAt - report.StartedAt).TotalMilliseconds,
            report.Backfilling == 0 ? "" : FormattableString.Invariant($"; {report.Backfilling} have history left to read"));
    }
}
