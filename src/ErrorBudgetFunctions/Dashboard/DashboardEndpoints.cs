using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>GET /api/dashboard and /api/dashboard/{service}/{slo}: the budgets as pages for people.</summary>
internal static class DashboardEndpoints
{
    private const string Tag = "Dashboard";
    private const int Points = 120;

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/dashboard", AllAsync).For(Role.Reader)
            .WithName("showBudgets").WithTags(Tag).WithSummary("All budgets as a page")
            .Produces<string>(contentType: "text/html");
        routes.MapGet("/api/dashboard/{service}/{slo}", OneAsync).For(Role.Reader)
            .WithName("showBudget").WithTags(Tag).WithSummary("An SLO's budget as a page: what is left, how it went down, how fast it burns, what the gate says")
            .Produces<string>(contentType: "text/html")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AllAsync(HttpContext context, PolicyInForce policy, SnapshotReader snapshots, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        var found = await snapshots.FindAsync([.. current.Objectives.Select(objective => objective.Slo.Id)], cancellationToken);
        return Layout.Page(context, "Error budgets", BudgetsPage.Of([.. current.Objectives.Zip(found, (objective, item) => (objective, item.Snapshot))], KeyOf(context)));
    }

    private static async Task<IResult> OneAsync(
        string service, string slo, HttpContext context, PolicyInForce policy, SnapshotReader snapshots, BudgetHistory history, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (current.Find(service, slo) is not [var objective]) return Problems.UnknownService(current, service, slo);
        var snapshot = await snapshots.FindAsync(objective.Slo.Id, cancellationToken);
        var points = snapshot is null ? [] : await history.ReadAsync(objective.Slo, objective.Slo.Window.UpTo(snapshot.DataThrough), Math.Max(1, objective.Slo.Window.MaximumMinutes / Points), cancellationToken);
        return Layout.Page(context, objective.Slo.Id.ToString(), BudgetPage.Of(objective, snapshot, points, time.GetUtcNow(), KeyOf(context)));
    }

    /// <summary>A browser has its key in the address, where the next page needs it too. With Easy Auth there is none.</summary>
    private static string KeyOf(HttpContext context) => context.Request.Query["code"] is [{ Length: > 0 } key] ? $"?code={Uri.EscapeDataString(key)}" : "";
}
