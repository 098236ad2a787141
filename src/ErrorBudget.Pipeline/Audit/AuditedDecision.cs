using ErrorBudget.Pipeline.Gate;

namespace ErrorBudget.Pipeline.Audit;

/// <summary>A gate's answer with the numbers it was based on, so that it can be recomputed.</summary>
/// <param name="Change">What was to be released.</param>
/// <param name="Kind">The decision.</param>
/// <param name="Allowed">Whether the release might go on.</param>
/// <param name="Reasons">Why, as the pipeline was told.</param>
/// <param name="Target">The target as a fraction; null if the SLO was never evaluated.</param>
/// <param name="Bad">Bad events in the window; null if the budget was not known.</param>
/// <param name="Total">All events in the window; null if the budget was not known.</param>
/// <param name="RemainingPct">Percent of the budget that remained; null if it was not known.</param>
/// <param name="Burns">The burn-rate rules.</param>
/// <param name="DataThrough">Up to when events had been counted; null if never.</param>
/// <param name="PipelineRun">The pipeline run that asked; null if it did not say.</param>
/// <param name="SignOff">The id of the sign-off that opened the gate; null if none did.</param>
public sealed record AuditedDecision(
    ChangeKind Change,
    DecisionKind Kind,
    bool Allowed,
    IReadOnlyList<string> Reasons,
    decimal? Target,
    long? Bad,
    long? Total,
    decimal? RemainingPct,
    IReadOnlyList<AuditedBurn> Burns,
    DateTimeOffset? DataThrough,
    string? PipelineRun,
    string? SignOff)
{
    /// <summary>What is kept of an answer.</summary>
    public static AuditedDecision Of(GateAnswer answer, GateRequest request)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(request);
        var (decision, snapshot) = (answer.Decision, answer.Snapshot);
        var known = snapshot?.Budget.IsKnown == true;
        return new AuditedDecision(
            answer.Change,
            decision.Kind,
            decision.Allowed,
            decision.Reasons,
            snapshot?.Budget.Target.Fraction,
            known ? snapshot!.Budget.Bad : null,
            known ? snapshot!.Budget.Total : null,
            snapshot?.Budget.Remaining * 100,
            snapshot is null ? [] : [.. snapshot.Rules.Select(rule => AuditedBurn.Of(rule, snapshot.Budget.Target))],
            snapshot?.DataThrough.Start,
            request.PipelineRun,
            answer.SignOff?.Id.ToString());
    }
}
