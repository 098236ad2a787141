namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>What one platform metric of one resource is read by.</summary>
/// <param name="Resource">The ARM id, in lower case: ids are compared without case.</param>
/// <param name="Namespace">The metric's namespace.</param>
/// <param name="Metric">Its name.</param>
/// <param name="Filter">The dimensions it must have; empty for all events.</param>
internal readonly record struct MetricSeries(string Resource, string Namespace, string Metric, string Filter);
