namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>A query failed. Its message says what failed, where and what to do; it never leaves the Azure Monitor source.</summary>
internal sealed class AzureMonitorException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether other queries to the same place would fail as well.</summary>
    public bool IsOutage { get; init; }
}
