using ErrorBudget;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Storage;
using ErrorBudgetFunctions.Access;
using NCrontab;

namespace ErrorBudgetFunctions.Http;

/// <summary>GET /api/health: 200 if all is well, 503 with what is wrong.</summary>
internal static class HealthEndpoint
{
    /// <summary>An evaluation that has not ended this long after its occurrence in the schedule is late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static void MapHealth(this IEndpointRouteBuilder routes) => routes.MapGet("/api/health", AnswerAsync)
        .Anonymous()
        .WithName("getHealth").WithTags("App").WithSummary("Whether the pipeline works, and what does not")
        .Produces<HealthJson>()
        .Produces<HealthJson>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> AnswerAsync(AppSettings settings, PolicyInForce policy, ILedgerStore store, ICountQueue counts, TimeProvider time, CancellationToken cancellationToken)
    {
        var current = await policy.CurrentAsync(cancellationToken);
        var problems = new List<string>();
        if (!policy.Problems.IsEmpty)
        {
            problems.Add(current is null ? "policy refused; none is in force:" : $"policy refused; {current.Version} stays in force:");
            problems.AddRange(policy.Problems.Select(problem => problem.ToString()));
        }

        IReadOnlyList<RunReport> runs = [];
        try
        {
            runs = await store.LoadRunsAsync(cancellationToken);
            problems.AddRange(ProblemsOf([.. runs.Where(run => current is null || run.Shard < current.Shards)], current, settings.Schedule, time.GetUtcNow()));
            if (current?.Objectives.Any(objective => objective.Sli is PushedSli) == true && await counts.GivenUpAsync(cancellationToken) is > 0 and var messages)
                problems.Add(FormattableString.Invariant($"{messages} messages of pushed counts could not be recorded; the budgets are without them. They lie in {StorageQueue.Counts}-poison, and the log says why: put them back into {StorageQueue.Counts}, or delete them"));
        }
        catch (StorageException unreachable)
        {
            problems.Add($"storage unreachable: {unreachable.Message}");
        }

        var health = new HealthJson(
            problems.Count == 0 ? "healthy" : "unhealthy",
            problems,
            current?.Version,
            runs.Sum(run => run.Slos),
            runs.Sum(run => run.Backfilling),
            runs.Select(run => (DateTime?)run.FinishedAt.UtcDateTime).Min(),
            runs.Select(run => run.DataThrough).Min()?.Start.UtcDateTime);
        return TypedResults.Json(health, ApiJson.Readable.HealthJson, contentType: null, problems.Count == 0 ? 200 : 503);
    }

    private static IEnumerable<string> ProblemsOf(IReadOnlyList<RunReport> runs, Policy? policy, CrontabSchedule schedule, DateTimeOffset now)
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
}
