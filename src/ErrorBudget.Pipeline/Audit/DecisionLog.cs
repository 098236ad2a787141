using ErrorBudget.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Audit;

/// <summary>
/// Tells telemetry what is put into the audit trail: the gate's answers and the sign-offs, as metrics and as log records with the numbers,
/// which dashboards list. The trail itself is what counts; these may be lost.
/// </summary>
public sealed partial class DecisionLog(GateInstruments instruments, ILogger<DecisionLog> log)
{
    /// <summary>The category of its records, which are for telemetry and not for the console.</summary>
    public static string Category { get; } = typeof(DecisionLog).FullName!;

    internal void Tell(AuditEntry entry)
    {
        switch (entry)
        {
            case { Event: AuditEvent.Decided, Decision: { } decision }:
                instruments.Decided(decision.Kind, decision.Change, decision.Allowed);
                if (!log.IsEnabled(LogLevel.Information)) return;
                GateDecision(
                    entry.Service, entry.Slo, Spelling.Of(decision.Kind), decision.Allowed, Spelling.Of(decision.Change), Rounded(decision.RemainingPct),
                    decision.Reasons.Count, decision.Reasons.Count > 0 ? decision.Reasons[0] : "", entry.By, decision.PipelineRun, decision.SignOff, entry.Id);
                return;
            case { Event: AuditEvent.SignOffGranted or AuditEvent.SignOffRevoked, SignOff: { } signOff }:
                var granted = entry.Event == AuditEvent.SignOffGranted;
                instruments.SignedOff(granted);
                SignOff(entry.Service, entry.Slo, granted ? "granted" : "revoked", signOff.Approver, entry.By, signOff.Reason, signOff.ExpiresAt, signOff.Id.ToString());
                return;
        }
    }

    private static decimal? Rounded(decimal? percent) => percent is { } known ? Math.Round(known, 3) : null;

    [LoggerMessage(
        EventId = 1, EventName = nameof(GateDecision), Level = LogLevel.Information,
        Message = "{Service}/{Slo}: {Decision} (allowed: {Allowed}) for a {Change} change with {RemainingPct} % left, {ReasonCount} reasons: {Reason}. Asked by {By} in {PipelineRun}; sign-off {SignOffId}; decision {DecisionId}")]
    private partial void GateDecision(
        string service, string? slo, string decision, bool allowed, string change, decimal? remainingPct, int reasonCount, string reason, string? by, string? pipelineRun, string? signOffId, Guid decisionId);

    [LoggerMessage(
        EventId = 2, EventName = nameof(SignOff), Level = LogLevel.Information,
        Message = "{Service}/{Slo}: sign-off {Action} by {Approver} (key {By}): {Reason}. Until {ExpiresAt}; {SignOffId}")]
    private partial void SignOff(string service, string? slo, string action, string approver, string? by, string reason, DateTimeOffset expiresAt, string signOffId);
}
