using ErrorBudget;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Budgets;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>One budget: what is left and why, what the gate says, how it went down, when it was spent, how fast it burns.</summary>
/// <param name="Standing">Where it stands.</param>
/// <param name="BurnDown">How it was spent; null if its history is not read as far back as its window.</param>
/// <param name="SignOffs">The sign-offs in force for it.</param>
/// <param name="Latest">What was decided and done lately, the latest first.</param>
/// <param name="Now">The time now, UTC.</param>
internal sealed record BudgetPage(
    Standing Standing,
    BurnDown? BurnDown,
    IReadOnlyList<SignOff> SignOffs,
    IReadOnlyList<AuditEntry> Latest,
    DateTimeOffset Now)
{
    private Slo Slo => Standing.Objective.Slo;

    /// <summary>The page.</summary>
    public HtmlText Write(PageLinks links)
    {
        HtmlText head = $"""<p><a href="{links.All()}">All budgets</a></p><h1>{Slo.Id.ToString()}</h1>""";
        if (Standing.Snapshot is not { } snapshot) return $"{head}<p>This objective has not been evaluated yet.</p>";
        return $"{head}{Tiles(snapshot)}{Gate()}{Spending(snapshot)}{Rules(snapshot)}{DecisionList.Of(Latest, Slo.Id)}{About(snapshot)}";
    }

    private HtmlText Tiles(Snapshot snapshot)
    {
        var budget = snapshot.Budget;
        var known = budget.IsKnown;
        var unit = snapshot.Slices is null ? "events" : $"slices of {Figures.Duration(snapshot.Slices.Minutes)}";
        HtmlText sums = known
            ? $"""{Layout.Tile("of the budget left", Layout.Percent(Standing.RemainingPct))}{Layout.Tile($"bad of {Layout.Number(budget.Total)} {unit}", Layout.Number(budget.Bad))}{Layout.Tile("bad allowed", Figures.Allowance(budget.Allowed))}{Layout.Tile($"good, target {budget.Target}", budget.Sli is { } sli ? $"{Figures.Percent(sli * 100, budget.Target.Fraction * 100, 100)} %" : "–")}"""
            : Layout.Tile("budget left", "unknown");
        var lasts = snapshot switch
        {
            { Budget.IsExhausted: true } => Layout.Tile(snapshot.ExhaustedSince is { } since ? $"since {Layout.Time(since.Start)}" : "now", "exhausted"),
            { TimeToExhaustion: not null } => Layout.Tile("until exhausted, at the last hour's pace", Standing.Lasts),
            _ => HtmlText.None,
        };
        return $"""<div class="tiles">{sums}{lasts}</div>""";
    }

    private HtmlText Gate()
    {
        HtmlText Row(ChangeKind change) => $"""<tr><td>{change.ToString().ToLowerInvariant()}</td><td>{Standing.AnswerTo(change, Now)}</td></tr>""";
        HtmlText Because(string reason) => $"<li>{reason}</li>";
        HtmlText Open(SignOff signOff) => $"<li>{signOff.Approver} signed off {(signOff.Change is { } change ? $"a {change.ToString().ToLowerInvariant()} change" : "every change")}{(signOff.PipelineRun is { } run ? $" of run {run}" : "")} until {Layout.Time(signOff.ExpiresAt)}: {signOff.Reason}</li>";
        HtmlText open = SignOffs.Count == 0 ? HtmlText.None : $"<p>Sign-offs in force:</p><ul>{SignOffs.Select(Open)}</ul>";
        return $"""<h2>May it be released{(SignOffs.Count == 0 ? "" : " without a sign-off")}? {Standing.Answer}</h2><ul>{Standing.Decision.Reasons.Select(Because)}</ul><table class="few"><tr><th>Kind of change</th><th>Released?</th></tr>{Enum.GetValues<ChangeKind>().Select(Row)}</table>{open}""";
    }

    private HtmlText Spending(Snapshot snapshot)
    {
        if (BurnDown is null) return $"<h2>Burn-down of this window</h2><p>The ledger does not hold the whole window yet.</p>";
        var unit = snapshot.Slices is null ? "events" : "slices";
        return $"<h2>Burn-down of this window</h2>{BurnDownChart.Of(BurnDown, unit)}{Worst(BurnDown)}";
    }

    private static HtmlText Worst(BurnDown burnDown)
    {
        if (burnDown.WorstHours.IsEmpty) return HtmlText.None;
        HtmlText Row(WorstHour hour) => $"""<tr><td>{Layout.Time(hour.At.Start)}</td><td class="n">{Layout.Number(hour.Bad)} of {Layout.Number(hour.Total)}</td><td class="n">{Layout.Percent(hour.SpentPct)}</td></tr>""";
        return $"""<h2>The worst hours</h2><table class="few"><tr><th>Hour</th><th class="n">Bad of all</th><th class="n">Of the whole budget</th></tr>{burnDown.WorstHours.Select(Row)}</table>""";
    }

    private static HtmlText Rules(Snapshot snapshot)
    {
        if (snapshot.Rules.IsEmpty) return HtmlText.None;
        var rows = snapshot.Rules.Select(rule => Row(rule, snapshot.Budget.Target));
        return $"""<h2>Burn rates</h2><div class="wide"><table><tr><th>Rule</th><th class="n">Limit</th><th class="n">Long window</th><th class="n">Burn rate</th><th class="n">Bad of all</th><th class="n">Short window</th><th class="n">Burn rate</th><th>Fires</th></tr>{rows}</table></div><p class="note">A burn rate of 1 spends the budget exactly in its window. A rule fires while both windows are at or above its limit.</p>""";
    }

    private static HtmlText Row(RuleSnapshot rule, Target target)
    {
        var limit = rule.Rule.Multiplier;
        string Burn(BurnRate? rate) => rate?.Value(target) is { } value ? Figures.Burn(value, limit) : "unknown";
        var (confirm, confirmBurn) = rule.Rule.ConfirmWindowMinutes is { } minutes ? (Figures.Duration(minutes), Burn(rule.Confirm)) : ("–", "–");
        HtmlText fires = rule.Alert switch
        {
            { IsActive: true, FiredAt: { } since } => Layout.Pill($"since {Layout.Time(since.Start)}", "stop"),
            { Suppressed: { Length: > 0 } why } => $"held back: {why}",
            { IsFrozen: true } => $"unknown: data are missing",
            _ => $"no",
        };
        return $"""<tr><td>{rule.Rule.Name}</td><td class="n">{Figures.Exact(limit)}</td><td class="n">{Figures.Duration(rule.Rule.WindowMinutes)}</td><td class="n">{Burn(rule.Window)}</td><td class="n">{Layout.Number(rule.Window.Bad)} of {Layout.Number(rule.Window.Total)}</td><td class="n">{confirm}</td><td class="n">{confirmBurn}</td><td>{fires}</td></tr>""";
    }

    private HtmlText About(Snapshot snapshot)
    {
        HtmlText owner = snapshot.Owner.Length > 0 ? $"Owner: {snapshot.Owner}. " : HtmlText.None;
        HtmlText runbook = Standing.Objective.Runbook is { } page ? $"""<a href="{page.AbsoluteUri}" rel="noreferrer">Runbook</a>. """ : HtmlText.None;
        return $"""<p class="note">{owner}{runbook}{snapshot.Window.ToString()}, counted through {Layout.Time(snapshot.DataThrough.Start)}, {Layout.Percent(snapshot.Coverage * 100)} of the minutes known. Evaluated {Layout.Time(snapshot.EvaluatedAt)} by policy {snapshot.PolicyVersion}.</p>""";
    }
}
