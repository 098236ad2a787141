using ErrorBudget;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Storage;
using NCrontab;

namespace ErrorBudgetFunctions.Http;

/// <summary>What is wrong with the pipeline, in words; health and metrics say the same.</summary>
internal static class HealthProblems
{
    /// <summary>An evaluation that has not ended this long after its occurrence in the schedule is late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with the policy.</summary>
    public static IEnumerable<string> OfPolicy(PolicyInForce policy, Policy? current)
    {
        var refused = policy.Problems;
        return refused.IsEmpty
            ? []
            : refused.Select(problem => problem.ToString()).Prepend(current is null ? "policy refused; none is in force:" : $"policy refused; {current.Version} stays in force:");
    }

    /// <summary>What is wrong with the evaluations of the shards there are.</summary>
    public static IEnumerable<string> OfRuns(IReadOnlyList<RunReport> runs, Policy? policy, CrontabSchedule schedule, DateTimeOffset now)
    {
        foreach (var shard in Enumerable.Range(0, policy?.Shards ?? 0))
        {
            var name = policy!.Shards == 1 ? "evaluation" : FormattableString.Invariant($"evaluation of shard {shard}");
            if (runs.FirstOrDefault(run => run.Shard == shard) is not { } run)
            {
                yield return $"{name} has not run yet";
                continue;
            }

            if (schedule.GetNextOccurrence(run.FinishedAt.UtcDateTime) + Patience < now.UtcDateTime) yield return $"{name} is late: the last one ended at {Minute.Containing(run.FinishedAt)}";
            foreach (var problem in run.Problems) yield return problem;
        }
    }

    /// <summary>What is wrong with pushed counts, where the policy has any.</summary>
    public static async Task<IReadOnlyList<string>> OfCountsAsync(ICountQueue counts, Policy? policy, CancellationToken cancellationToken) =>
        policy?.Objectives.Any(objective => objective.Sli is PushedSli) == true && await counts.GivenUpAsync(cancellationToken) is > 0 and var messages
            ? [FormattableString.Invariant($"{messages} messages of pushed counts could not be recorded; the budgets are without them. They lie in {StorageQueue.Counts}-poison, and the log says why: put them back into {StorageQueue.Counts}, or delete them")]
            : [];
}
