namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>What became of a call to Azure DevOps.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">In words, for the log.</param>
/// <param name="RetryAfter">When Azure DevOps wants to be called again, if it says so.</param>
public sealed record Delivery(DeliveryOutcome Outcome, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether calling again can make no difference.</summary>
    public bool IsFinal => Outcome != DeliveryOutcome.Unavailable;
}
