namespace ErrorBudget.Testing;

/// <summary>What a platform metric counted in a minute.</summary>
/// <param name="Resource">The ARM id.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Minute">The minute.</param>
/// <param name="Total">How much.</param>
/// <param name="Dimensions">Its dimensions.</param>
public sealed record MetricPoint(string Resource, string Metric, Minute Minute, double Total, params (string Name, string Value)[] Dimensions);
