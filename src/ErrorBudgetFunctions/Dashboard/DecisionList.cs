using ErrorBudget;
using ErrorBudget.Pipeline.Audit;
using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Dashboard;

/// <summary>What was decided and done lately, from the audit trail.</summary>
internal static class DecisionList
{
    /// <summary>The rows about an SLO or all of its service, the latest first.</summary>
    public static HtmlText Of(IReadOnlyList<AuditEntry> latest, SloId id)
    {
        var rows = latest.Where(entry => entry.Slo is null || entry.Slo == id.Slo).Select(Row).ToArray();
        return rows.Length == 0
            ? (HtmlText)$"<h2>Decisions</h2><p>Nobody asked the gate about it in the last days.</p>"
            : $"""<h2>Decisions</h2><div class="wide"><table><tr><th>When</th><th>What</th><th>By</th><th>Why</th></tr>{rows}</table></div><p class="note">The whole trail: GET /api/audit?service={id.Service}</p>""";
    }

    private static HtmlText Row(AuditEntry entry)
    {
        var (what, why) = Tell(entry);
        return $"""<tr><td class="n">{Layout.Time(entry.At)}</td><td>{what}</td><td>{entry.By ?? "–"}</td><td>{why}</td></tr>""";
    }

    private static (string What, string Why) Tell(AuditEntry entry) => entry switch
    {
        { Decision: { } decision } => ($"{decision.Kind.ToWire()} for a {decision.Change.ToWire()} change{(decision.PipelineRun is { } run ? $", run {run}" : "")}", decision.Reasons is [var first, ..] ? first : ""),
        { SignOff: { } signOff } => (entry.Event == AuditEvent.SignOffGranted ? $"signed off by {signOff.Approver} until {Layout.Time(signOff.ExpiresAt)}" : "sign-off revoked", signOff.Reason),
        { Flag: { } flag } => ($"flag {flag.Flag} switched {(entry.Event == AuditEvent.FlagSwitchedOff ? "off" : "on")}", ""),
        { Adjustment: { } adjustment } => ($"adjustment {(entry.Event == AuditEvent.AdjustmentMade ? "made" : "revoked")}", adjustment.Reason),
        _ => (entry.Event.ToWire(), ""),
    };
}
