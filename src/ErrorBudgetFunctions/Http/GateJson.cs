using ErrorBudget.Pipeline.Gate;

namespace ErrorBudgetFunctions.Http;

/// <summary>The gate's answer as pipelines read it.</summary>
internal sealed record GateJson(
    Guid DecisionId,
    string Service,
    string Slo,
    string Change,
    string Decision,
    bool Allowed,
    string Status,
    IReadOnlyList<string> Reasons,
    decimal? RemainingPct,
    string AlertState,
    DateTime? DataThrough,
    long? DataAgeSeconds,
    string? SignOff,
    string PolicyVersion,
    DateTime? EvaluatedAt)
{
    public static GateJson Of(GateAnswer answer) => new(
        answer.DecisionId,
        answer.Slo.Service,
        answer.Slo.Slo,
        answer.Change.ToWire(),
        answer.Decision.Kind.ToWire(),
        answer.Decision.Allowed,
        answer.Decision.Allowed ? "successful" : "failed",
        answer.Decision.Reasons,
        BudgetJson.Round(answer.Snapshot?.Budget.Remaining * 100, 4),
        (answer.Snapshot?.AlertState ?? ErrorBudget.AlertState.Unknown).ToWire(),
        answer.Snapshot?.DataThrough.Start.UtcDateTime,
        answer.Snapshot is { } snapshot ? (long)(answer.DecidedAt - snapshot.DataThrough.Start).TotalSeconds : null,
        answer.SignOff?.Id.ToString(),
        answer.PolicyVersion,
        answer.Snapshot?.EvaluatedAt.UtcDateTime);
}
