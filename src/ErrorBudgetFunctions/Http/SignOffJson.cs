using ErrorBudget;

namespace ErrorBudgetFunctions.Http;

/// <summary>A sign-off.</summary>
internal sealed record SignOffJson(
    string Id,
    string Service,
    string? Slo,
    string? Change,
    string? PipelineRun,
    string Approver,
    string? GrantedBy,
    string Reason,
    DateTime CreatedAt,
    DateTime ExpiresAt,
    DateTime? RevokedAt,
    bool InForce)
{
    public static SignOffJson Of(SignOff signOff, DateTimeOffset now) => new(
        signOff.Id.ToString(),
        signOff.Id.Service,
        signOff.Slo,
        signOff.Change?.ToWire(),
        signOff.PipelineRun,
        signOff.Approver,
        signOff.GrantedBy,
        signOff.Reason,
        signOff.CreatedAt.UtcDateTime,
        signOff.ExpiresAt.UtcDateTime,
        signOff.RevokedAt?.UtcDateTime,
        signOff.IsInForce(now));
}
