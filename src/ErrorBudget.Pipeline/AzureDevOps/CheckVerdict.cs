namespace ErrorBudget.Pipeline.AzureDevOps;

/// <summary>The final answer to a check.</summary>
public enum CheckVerdict
{
    /// <summary>The release may go on.</summary>
    Succeeded,

    /// <summary>The release may not go on.</summary>
    Failed,
}
