namespace ErrorBudget.Pipeline.SignOffs;

/// <summary>What somebody wants to sign off.</summary>
/// <param name="Service">The service.</param>
/// <param name="Slo">One of its SLOs; null for all of them.</param>
/// <param name="Change">The kind of change; null for every kind.</param>
/// <param name="PipelineRun">The pipeline run; null for every run.</param>
/// <param name="Approver">Who agrees.</param>
/// <param name="Reason">Why.</param>
/// <param name="Minutes">For how long, in minutes; 1 or more.</param>
/// <param name="GrantedBy">The identity it is granted with; null if not known.</param>
public sealed record SignOffRequest(
    string Service, string? Slo, ChangeKind? Change, string? PipelineRun, string Approver, string Reason, int Minutes, string? GrantedBy);
