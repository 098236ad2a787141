using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Gate;

namespace ErrorBudget.Pipeline.Audit;

/// <summary>One row of the audit trail: what was decided or done, by whom, and the numbers it was based on. Never changed.</summary>
/// <param name="Id">A UUID of version 7, so ordered by time; a decision's own id.</param>
/// <param name="At">When, UTC; the time in <paramref name="Id"/>.</param>
/// <param name="Event">What happened.</param>
/// <param name="Service">The service it was about.</param>
/// <param name="Slo">The SLO it was about; null for all of the service's.</param>
/// <param name="By">Who asked or did it; null if not known.</param>
/// <param name="PolicyVersion">Which policy was in force.</param>
public sealed record AuditEntry(
    Guid Id, DateTimeOffset At, AuditEvent Event, string Service, string? Slo, string? By, string PolicyVersion)
{
    /// <summary>The gate's answer; null unless <see cref="Event"/> is <see cref="AuditEvent.Decided"/>.</summary>
    public AuditedDecision? Decision { get; init; }

    /// <summary>The sign-off as it was afterwards; null unless the row tells of one.</summary>
    public SignOff? SignOff { get; init; }

    /// <summary>The feature flag that was switched; null unless the row tells of one.</summary>
    public AuditedFlag? Flag { get; init; }

    /// <summary>The adjustment as it was afterwards; null unless the row tells of one.</summary>
    public AdjustmentDocument? Adjustment { get; init; }

    /// <summary>The row of a gate's answer.</summary>
    public static AuditEntry Of(GateAnswer answer, GateRequest request)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(request);
        return new AuditEntry(answer.DecisionId, answer.DecidedAt, AuditEvent.Decided, answer.Slo.Service, answer.Slo.Slo, request.AskedBy, answer.PolicyVersion)
        {
            Decision = AuditedDecision.Of(answer, request),
        };
    }
}
