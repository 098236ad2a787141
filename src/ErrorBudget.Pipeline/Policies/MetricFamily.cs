namespace ErrorBudget.Pipeline.Policies;

/// <summary>SLOs that can be read by one query: same server, metric, labels and matchers.</summary>
/// <param name="Source">The name of the Prometheus server.</param>
/// <param name="Metric">The metric.</param>
/// <param name="ServiceLabel">The label that names the service.</param>
/// <param name="StatusLabel">The label that tells good from bad.</param>
/// <param name="IsHistogram">Whether the metric is a histogram's buckets.</param>
/// <param name="Matchers">The further matchers as PromQL, in order.</param>
public sealed record MetricFamily(string Source, string Metric, string ServiceLabel, string StatusLabel, bool IsHistogram, string Matchers);
