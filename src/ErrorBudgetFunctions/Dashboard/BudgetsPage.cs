using ErrorBudget;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>All budgets on one page, what needs attention first.</summary>
internal static class BudgetsPage
{
    public static HtmlText Of(IReadOnlyList<(Objective Objective, Snapshot? Snapshot)> budgets, string query)
    {
        var attention = budgets.Count(item => item.Snapshot is not { Zone: < Zone.SignOff, AlertState: AlertState.Healthy });
        var rows = budgets
            .OrderByDescending(item => IsBurning(item.Snapshot))
            .ThenBy(item => item.Snapshot?.Budget.Remaining ?? decimal.MinValue)
            .Select(item => Row(item.Objective, item.Snapshot, query));
        HtmlText table = $"""<table><tr><th>Service</th><th>Objective</th><th>Owner</th><th class="n">Target</th><th>Window</th><th class="n">Left</th><th></th><th>Zone</th><th>Alerts</th></tr>{rows}</table>""";
        return $"<h1>Error budgets</h1><p class=\"note\">Objectives: {Layout.Number(budgets.Count)}. In need of attention, or unknown: {Layout.Number(attention)}.</p>{table}";
    }

    private static HtmlText Row(Objective objective, Snapshot? snapshot, string query)
    {
        var (id, slo) = (objective.Slo.Id, objective.Slo);
        var remaining = snapshot?.Budget.Remaining * 100;
        var zone = (snapshot?.Zone ?? Zone.Unknown).ToWire();
        var alerts = snapshot?.AlertState ?? AlertState.Unknown;
        var link = $"dashboard/{Uri.EscapeDataString(id.Service)}/{Uri.EscapeDataString(id.Slo)}{query}";
        var mark = IsBurning(snapshot) ? "z bad" : "";
        return $"""<tr><td>{id.Service}</td><td><a href="{link}">{id.Slo}</a></td><td>{slo.Owner}</td><td class="n">{slo.Target.ToString()}</td><td>{slo.Window.ToString()}</td><td class="n">{Layout.Percent(remaining)}</td><td>{Layout.Bar(remaining)}</td><td><span class="z {zone}">{zone}</span></td><td><span class="{mark}">{alerts.ToWire()}</span></td></tr>""";
    }

    private static bool IsBurning(Snapshot? snapshot) => snapshot?.AlertState is AlertState.FastBurn or AlertState.SlowBurn or AlertState.CriticalBurn;
}
