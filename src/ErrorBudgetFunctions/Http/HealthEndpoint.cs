using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudgetFunctions.Access;

namespace ErrorBudgetFunctions.Http;

/// <summary>GET /api/health: 200 if all is well, 503 with what is wrong.</summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder routes) => routes.MapGet("/api/health", AnswerAsync)
        .Anonymous()
        .WithName("getHealth").WithTags("App").WithSummary("Whether the pipeline works, and what does not")
        .Produces<HealthJson>()
        .Produces<HealthJson>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> AnswerAsync(AppSettings settings, PolicyInForce policy, ILedgerStore store, ICountQueue counts, TimeProvider time, CancellationToken cancellationToken)
    {
        var current = await policy.CurrentAsync(cancellationToken);
        var problems = HealthProblems.OfPolicy(policy, current).ToList();

        IReadOnlyList<RunReport> runs = [];
        try
        {
            // Shards that there were before the policy had fewer are over.
            runs = [.. (await store.LoadRunsAsync(cancellationToken)).Where(run => current is null || run.Shard < current.Shards)];
            problems.AddRange(HealthProblems.OfRuns(runs, current, settings.Schedule, time.GetUtcNow()));
            problems.AddRange(await HealthProblems.OfCountsAsync(counts, current, cancellationToken));
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
}
