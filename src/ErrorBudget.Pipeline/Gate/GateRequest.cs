namespace ErrorBudget.Pipeline.Gate;

/// <summary>What a pipeline asks the gate.</summary>
/// <param name="Service">The service to be released.</param>
/// <param name="Slo">One of its SLOs; null for all of them.</param>
/// <param name="Change">What is to be released.</param>
public sealed record GateRequest(string Service, string? Slo, ChangeKind Change)
{
    /// <summary>The longest <see cref="PipelineRun"/>, in characters.</summary>
    public const int LongestPipelineRun = 200;

    /// <summary>The pipeline run that asks, for example its URL or id; null if it does not say.</summary>
    public string? PipelineRun { get; init; }

    /// <summary>Who asks; null if not known.</summary>
    public string? AskedBy { get; init; }
}
