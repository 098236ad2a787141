using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>GET /api/dashboard and /api/dashboard/{service}/{slo}: the budgets as pages for people.</summary>
internal static class DashboardEndpoints
{
    private const string Tag = "Dashboard";
    private const int Steps = 120;
    private const int Decisions = 50;

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

    private static async Task<IResult> AllAsync(
        HttpContext context, string? owner, PolicyInForce policy, SnapshotReader snapshots, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        var found = await snapshots.ReadAsync([.. current.Objectives.Select(objective => objective.Slo.Id)], cancellationToken);

        // One that cannot be read is a line of the page; if none can, that is all there is to say.
        if (found.All(item => item.Failure is not null) && found is [{ Failure: { } away }, ..]) throw away;
        var now = time.GetUtcNow();
        Standing[] all = [.. current.Objectives.Zip(found, (objective, item) => Standing.Of(objective, item.Snapshot, now, item.Failure?.Message))];
        var refusal = policy.Problems.IsEmpty ? null : string.Join('\n', policy.Problems);
        return Layout.Page(context, "Error budgets", BudgetsPage.Of(all, string.IsNullOrEmpty(owner) ? null : owner, current.Version, refusal, PageLinks.From(context.Request.Path, KeyOf(context))));
    }

    private static async Task<IResult> OneAsync(
        string service, string slo, HttpContext context, PolicyInForce policy, SnapshotReader snapshots, BurnDownReader burnDowns, SignOffReader signOffs, RecentAudit audit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (current.Find(service, slo) is not [var objective]) return Problems.UnknownService(current, service, slo);
        var (now, id) = (time.GetUtcNow(), objective.Slo.Id);
        var snapshot = await snapshots.FindAsync(id, cancellationToken);
        var page = new BudgetPage(
            Standing.Of(objective, snapshot, now),
            snapshot is null ? null : await burnDowns.ReadAsync(objective.Slo, Steps, cancellationToken),
            [.. (await signOffs.OfAsync(id.Service, cancellationToken)).Where(signOff => signOff.IsInForce(now) && (signOff.Slo is null || signOff.Slo == id.Slo))],
            await audit.OfAsync(id.Service, Decisions, cancellationToken),
            now);
        return Layout.Page(context, id.ToString(), page.Write(PageLinks.From(context.Request.Path, KeyOf(context))));
    }

    /// <summary>A browser has its key in the address, where the next page needs it too. With Easy Auth there is none.</summary>
    private static string? KeyOf(HttpContext context) => context.Request.Query["code"] is [{ Length: > 0 } key] ? key : null;
}
