using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Puts samples into the buckets they were asked for.</summary>
internal static class SampleGrid
{
    /// <summary>The bucket a sample of an answer belongs to.</summary>
    /// <exception cref="PrometheusException">The sample is for an instant that was not asked for.</exception>
    public static int IndexOf(this BucketGrid grid, PrometheusSample sample) => grid.EvaluatedAt(sample.UnixMilliseconds) ?? throw new PrometheusException(
        PrometheusFault.Unusable,
        FormattableString.Invariant($"Prometheus answered for the Unix time {sample.UnixMilliseconds / 1000m} s, which was not asked for. Check that nothing between changes or caches answers."));
}
