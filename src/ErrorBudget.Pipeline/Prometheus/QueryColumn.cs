using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>What one of the users' own queries answered, bucket by bucket.</summary>
internal sealed class QueryColumn(BucketGrid grid)
{
    private readonly double?[] _values = new double?[grid.Count];
    private readonly PrometheusSeries?[] _series = new PrometheusSeries?[grid.Count];
    private readonly string?[] _conflicts = new string?[grid.Count];

    /// <summary>The number in a bucket; null if there was none.</summary>
    public double? this[int bucket] => _values[bucket];

    /// <summary>Why a bucket has no one number; null if it has one or none.</summary>
    public string? ConflictIn(int bucket) => _conflicts[bucket];

    /// <summary>Takes an answer for all or some of the buckets.</summary>
    /// <exception cref="PrometheusException">A sample is for none of them.</exception>
    public void Fill(PrometheusAnswer answer)
    {
        foreach (var series in answer.Series)
        {
            foreach (var sample in series.Samples)
            {
                var bucket = grid.IndexOf(sample);
                if (_series[bucket] is { } other) _conflicts[bucket] = $"The query gives several series, such as {other} and {series}: put sum() around it.";
                _series[bucket] = series;
                _values[bucket] = sample.Value;
            }
        }
    }
}
