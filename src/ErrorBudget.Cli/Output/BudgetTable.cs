using ErrorBudgetFunctions.Http;

namespace ErrorBudget.Cli.Output;

/// <summary>Budgets, one a line.</summary>
internal static class BudgetTable
{
    public static void Print(IEnumerable<Snapshot> snapshots, Terminal terminal)
    {
        var table = Columns.Of("SERVICE", "SLO", "OWNER", "TARGET", "WINDOW", ">REMAINING", ">BAD", ">OF", "ZONE", "ALERTS");
        foreach (var snapshot in snapshots)
        {
            var budget = snapshot.Budget;
            table.Add(
                snapshot.Id.Service,
                snapshot.Id.Slo,
                snapshot.Owner,
                budget.Target.ToString(),
                snapshot.Window.ToString(),
                Cell.Of(snapshot.Zone, Numbers.Percent(budget.Remaining, snapshot.Zones)),
                Numbers.Count(budget.IsKnown ? budget.Bad : null),
                Numbers.Count(budget.IsKnown ? budget.Total : null),
                Cell.Of(snapshot.Zone, snapshot.Zone.ToWire()),
                Cell.Of(snapshot.AlertState, snapshot.AlertState.ToWire()));
        }

        table.Print(terminal);
    }
}
