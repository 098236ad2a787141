using System.Globalization;
using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>One budget: what is left and why, how it went down, how fast it burns, and what the gate says.</summary>
internal static class BudgetPage
{
    private const int Width = 720;
    private const int Height = 160;

    public static HtmlText Of(Objective objective, Snapshot? snapshot, IReadOnlyList<HistoryPoint> history, DateTimeOffset now, string query)
    {
        var id = objective.Slo.Id;
        HtmlText head = $"""<p><a href="../../dashboard{query}">All budgets</a></p><h1>{id.ToString()}</h1>""";
        if (snapshot is null) return $"{head}<p>This objective has not been evaluated yet.</p>";

        var decision = ReleaseDecision.For(snapshot, objective.Gate, ChangeKind.Standard, signOff: null, now);
        var reasons = decision.Reasons.Select(reason => Item(reason));
        HtmlText standing = $"""<p><span class="z {snapshot.Zone.ToWire()}">{snapshot.Zone.ToWire()}</span> {Layout.Percent(snapshot.Budget.Remaining * 100)} of the budget is left: {Layout.Number(snapshot.Budget.Bad)} bad of {Layout.Number(snapshot.Budget.Total)}, {Layout.Number(decimal.Floor(snapshot.Budget.Allowed))} are allowed in {snapshot.Window.ToString()} at a target of {snapshot.Budget.Target.ToString()}.</p>""";
        HtmlText gate = $"<h2>May it be released? {(decision.Allowed ? "Yes" : "No")} ({decision.Kind.ToWire()})</h2><ul>{reasons}</ul>";
        HtmlText when = $"""<p class="note">Data through {Time(snapshot.DataThrough.Start)}, evaluated {Time(snapshot.EvaluatedAt)}, policy {snapshot.PolicyVersion}.{(snapshot.Owner.Length > 0 ? $" Owner: {snapshot.Owner}." : "")}</p>""";
        return $"{head}{standing}{gate}{BurnDown(history)}{Rules(snapshot)}{when}";
    }

    private static HtmlText BurnDown(IReadOnlyList<HistoryPoint> history)
    {
        var known = history.Where(point => point.Budget.Remaining is not null).ToList();
        if (known.Count < 2) return $"<h2>Burn-down</h2><p>There is too little history to draw.</p>";
        var (lowest, highest) = (Math.Min(0, known.Min(point => point.Budget.Remaining!.Value)), 1m);
        var points = string.Join(' ', known.Select((point, number) => string.Create(
            CultureInfo.InvariantCulture, $"{(double)number * Width / (known.Count - 1):0.#},{(double)((highest - point.Budget.Remaining!.Value) / (highest - lowest)) * Height:0.#}")));
        var zero = string.Create(CultureInfo.InvariantCulture, $"{(double)(highest / (highest - lowest)) * Height:0.#}");
        return $"""<h2>Burn-down</h2><svg width="100%" viewBox="0 -4 {Layout.Number(Width, "0")} {Layout.Number(Height + 8, "0")}" role="img" aria-label="What was left of the budget"><line x1="0" x2="{Layout.Number(Width, "0")}" y1="{zero}" y2="{zero}" stroke="#b3261e" stroke-dasharray="4"/><polyline points="{points}" fill="none" stroke="#0b57a4" stroke-width="2"/></svg><p class="note">From {Time(known[0].At.Start)} to {Time(known[^1].At.Start)}: {Layout.Percent(known[0].Budget.Remaining * 100)} to {Layout.Percent(known[^1].Budget.Remaining * 100)} left. The dashed line is an exhausted budget.</p>""";
    }

    private static HtmlText Rules(Snapshot snapshot)
    {
        if (snapshot.Rules.IsEmpty) return $"";
        var rows = snapshot.Rules.Select(rule => Row(rule, snapshot.Budget.Target));
        return $"""<h2>Burn rates</h2><table><tr><th>Rule</th><th class="n">Window</th><th class="n">Burn rate</th><th class="n">Bad</th><th class="n">Of</th><th class="n">Limit</th><th>Fires</th></tr>{rows}</table>""";
    }

    private static HtmlText Row(RuleSnapshot rule, Target target)
    {
        var burn = rule.Window.Value(target) is { } value ? Layout.Number(value, "0.0#") : "unknown";
        var fires = rule.Alert.IsActive ? $"since {Time(rule.Alert.FiredAt!.Value.Start)}" : "no";
        return $"""<tr><td>{rule.Rule.Name}</td><td class="n">{Layout.Number(rule.Rule.WindowMinutes)} min</td><td class="n">{burn}</td><td class="n">{Layout.Number(rule.Window.Bad)}</td><td class="n">{Layout.Number(rule.Window.Total)}</td><td class="n">{Layout.Number(rule.Rule.Multiplier, "0.####")}</td><td><span class="{(rule.Alert.IsActive ? "z bad" : "")}">{fires}</span></td></tr>""";
    }

    private static HtmlText Item(string text) => $"<li>{text}</li>";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
