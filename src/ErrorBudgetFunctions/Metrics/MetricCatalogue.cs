namespace ErrorBudgetFunctions.Metrics;

/// <summary>Every metric, in the order in which they are written; docs/metrics.md explains them.</summary>
internal static class MetricCatalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Metric> All { get; } = [.. BudgetMetrics.All, .. BurnMetrics.All, .. AppMetrics.All];
}
