namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>What became of a call to Azure DevOps.</summary>
public enum DeliveryOutcome
{
    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>The run is over, was cancelled, or has its answer: nobody waits any more.</summary>
    SessionGone,

    /// <summary>The job token is not accepted: it has expired, or its run is over.</summary>
    TokenRefused,

    /// <summary>Azure DevOps says that the call is wrong.</summary>
    Refused,

    /// <summary>Azure DevOps cannot be reached, is busy or broken.</summary>
    Unavailable,
}
