namespace ErrorBudget.Pipeline.Gate;

/// <summary>The gate's answer about a service or one of its SLOs.</summary>
/// <param name="DecisionId">Names this answer in the audit trail; ordered by time.</param>
/// <param name="Slo">The limiting SLO: the one with the most restrictive decision, then with the least budget.</param>
/// <param name="Change">What was to be released.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Snapshot">The limiting SLO's snapshot; null if it was never evaluated.</param>
/// <param name="DecidedAt">When, UTC.</param>
/// <param name="PolicyVersion">Which policy decided.</param>
public sealed record GateAnswer(
    Guid DecisionId, SloId Slo, ChangeKind Change, ReleaseDecision Decision, Snapshot? Snapshot, DateTimeOffset DecidedAt, string PolicyVersion)
{
    /// <summary>A sign-off without which the gate would be closed; null if there is none.</summary>
    public SignOff? SignOff { get; init; }
}
