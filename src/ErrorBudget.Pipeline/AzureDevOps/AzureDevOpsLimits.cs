namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>How long calls to Azure DevOps may take. Short, since evaluations wait for them: what fails is sent again later.</summary>
public sealed record AzureDevOpsLimits
{
    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call may take with all its attempts.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a call is tried again; 1 or more.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>How long to wait before the first retry, unless the answer says; then twice as long each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
