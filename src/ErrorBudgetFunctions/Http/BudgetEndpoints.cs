using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Access;

namespace ErrorBudgetFunctions.Http;

/// <summary>GET /api/budgets and what lies below it.</summary>
internal static class BudgetEndpoints
{
    private const string Tag = "Budgets";

    public static void MapBudgets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/budgets", (PolicyInForce policy, SnapshotReader snapshots, CancellationToken cancellationToken) =>
            ListAsync(policy, snapshots, null, cancellationToken)).For(Role.Reader)
            .WithName("listBudgets").WithTags(Tag).WithSummary("The budgets of all SLOs")
            .Produces<IReadOnlyList<BudgetJson>>();
        routes.MapGet("/api/budgets/{service}", (string service, PolicyInForce policy, SnapshotReader snapshots, CancellationToken cancellationToken) =>
            ListAsync(policy, snapshots, service, cancellationToken)).For(Role.Reader)
            .WithName("listBudgetsOfService").WithTags(Tag).WithSummary("The budgets of a service's SLOs")
            .Produces<IReadOnlyList<BudgetJson>>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/api/budgets/{service}/{slo}", OneAsync).For(Role.Reader)
            .WithName("getBudget").WithTags(Tag).WithSummary("An SLO's budget")
            .Produces<BudgetJson>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/api/budgets/{service}/{slo}/history", HistoryAsync).For(Role.Reader)
            .WithName("getBudgetHistory").WithTags(Tag).WithSummary("An SLO's past: what was counted in each step and what was left of the budget at its end")
            .Produces<HistoryJson>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(PolicyInForce policy, SnapshotReader snapshots, string? service, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        var objectives = service is null ? current.Objectives : current.Find(service);
        if (service is not null && objectives.IsEmpty) return Problems.UnknownService(current, service, null);

        var found = await snapshots.FindAsync([.. objectives.Select(objective => objective.Slo.Id)], cancellationToken);
        IReadOnlyList<BudgetJson> budgets = [.. objectives.Zip(found, (objective, item) => Of(current, objective, item.Snapshot))];
        return TypedResults.Json(budgets, ApiJson.Readable.IReadOnlyListBudgetJson);
    }

    private static async Task<IResult> OneAsync(string service, string slo, PolicyInForce policy, SnapshotReader snapshots, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (current.Find(service, slo) is not [var objective]) return Problems.UnknownService(current, service, slo);
        var snapshot = await snapshots.FindAsync(objective.Slo.Id, cancellationToken);
        return TypedResults.Json(Of(current, objective, snapshot), ApiJson.Readable.BudgetJson);
    }

    private static async Task<IResult> HistoryAsync(
        string service, string slo, string? from, string? to, string? step, PolicyInForce policy, BudgetHistory history, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (current.Find(service, slo) is not [var objective]) return Problems.UnknownService(current, service, slo);
        if (!HistoryQuery.TryParse(from, to, step, objective.Slo, time.GetUtcNow(), out var query, out var error)) return Problems.BadRequest(error);

        var points = await history.ReadAsync(objective.Slo, query.Range, query.StepMinutes, cancellationToken);
        return TypedResults.Json(HistoryJson.Of(objective.Slo.Id, query.StepMinutes, points), ApiJson.Readable.HistoryJson);
    }

    private static BudgetJson Of(Policy policy, Objective objective, Snapshot? snapshot) =>
        snapshot is null ? BudgetJson.NotEvaluated(objective.Slo, policy.Version) : BudgetJson.Of(snapshot);
}
