using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What a shard's message starts: the evaluation of that shard.</summary>
internal sealed class EvaluateShard(StorageSetup storage, PolicyInForce policy, BudgetEvaluator evaluator, EvaluationInstruments instruments, ILogger<EvaluateShard> log)
{
    /// <summary>Evaluates the shard that a message names.</summary>
    /// <exception cref="System.Text.Json.JsonException">The message names no shard.</exception>
    public async Task RunAsync(string message, CancellationToken cancellationToken)
    {
        var asked = ShardMessage.Parse(message);
        await storage.WaitAsync(cancellationToken);
        if (await policy.CurrentAsync(cancellationToken) is not { } current)
        {
            log.LogError("Shard {Shard} is not evaluated: no policy is in force. {Problems}", asked.Shard, string.Join("; ", policy.Problems));
            return;
        }

        if (current.Shards != asked.Shards)
        {
            log.LogInformation("The message for shard {Shard} of {Shards} is from before the policy changed; the next tick covers it", asked.Shard, asked.Shards);
            return;
        }

        await Spans.Process(StorageQueue.Shards, asked.TraceParent).RunAsync(() => RunAsync(current, asked.Shard, cancellationToken));
    }

    public async Task RunAsync(Policy current, int shard, CancellationToken cancellationToken)
    {
        var report = await evaluator.RunAsync(current, shard, cancellationToken);
        instruments.Count(report);
        foreach (var problem in report.Problems) log.LogWarning("Evaluation: {Problem}", problem);
        log.LogInformation(
            "Evaluated {Slos} SLOs through {DataThrough} in {Milliseconds} ms{Backfilling}",
            report.Slos, report.DataThrough, (int)(report.FinishedAt - report.StartedAt).TotalMilliseconds,
            report.Backfilling == 0 ? "" : FormattableString.Invariant($"; {report.Backfilling} have history left to read"));
    }
}
