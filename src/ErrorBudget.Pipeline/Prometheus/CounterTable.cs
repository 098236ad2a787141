using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>What was read of the services of one family in a stretch of buckets.</summary>
internal sealed class CounterTable
{
    private readonly MetricFamily _family;
    private readonly BucketGrid _grid;
    private readonly Dictionary<string, CounterRows> _services;

    /// <summary>Nothing was read yet.</summary>
    public CounterTable(MetricFamily family, BucketGrid grid, IEnumerable<string> services, StringComparer comparer)
    {
        _family = family;
        _grid = grid;
        _services = services.ToDictionary(service => service, _ => new CounterRows(grid.Count), comparer);
    }

    /// <summary>What was read of a service.</summary>
    public CounterRows this[string service] => _services[service];

    /// <summary>Takes the answer to <see cref="CounterPromQl.Quick"/>.</summary>
    public void Fill(PrometheusAnswer answer) => Take(answer, static (_, _) => true);

    /// <summary>
    /// Takes the answer to <see cref="CounterPromQl.Exact"/> for the marked buckets of a slice; the others have exact
    /// counts already.
    /// </summary>
    public void Replace(PrometheusAnswer answer, BucketGrid slice, IEnumerable<string> services)
    {
        foreach (var service in services) _services[service].ForgetChanged(_grid.OffsetOf(slice), slice.Count);
        Take(answer, static (rows, bucket) => rows.IsChanged(bucket));
    }

    /// <summary>
    /// The stretches in which series appeared or vanished, and for which services. Stretches less than
    /// <paramref name="bridge"/> buckets apart are one.
    /// </summary>
    public IEnumerable<(BucketGrid Slice, string[] Services)> ChangedStretches(int bridge)
    {
        var changed = Enumerable.Range(0, _grid.Count).Where(bucket => _services.Values.Any(rows => rows.IsChanged(bucket))).ToArray();
        for (var (first, i) = (0, 1); i <= changed.Length; i++)
        {
            if (i < changed.Length && changed[i] - changed[i - 1] <= bridge) continue;
            var slice = _grid.Slice(changed[first], changed[i - 1] - changed[first] + 1);
            var stretch = changed[first..i];
            yield return (slice, [.. _services.Where(service => stretch.Any(service.Value.IsChanged)).Select(service => service.Key)]);
            first = i;
        }
    }

    private void Take(PrometheusAnswer answer, Func<CounterRows, int, bool> isWanted)
    {
        foreach (var series in answer.Series)
        {
            if (!_services.TryGetValue(series[_family.ServiceLabel], out var rows)) continue;
            var kind = series[CounterPromQl.RowLabel];
            var status = series[_family.StatusLabel];
            double? bound = _family.IsHistogram ? BoundSpelling.Parse(series[CounterPromQl.BoundLabel]) : null;
            if (kind.Length == 0 && _family.IsHistogram && bound is null) continue;
            foreach (var sample in series.Samples)
            {
                var bucket = _grid.IndexOf(sample);
                if (!isWanted(rows, bucket)) continue;
                if (kind == CounterPromQl.Changed) rows.MarkChanged(bucket);
                else if (kind == CounterPromQl.Known) rows.SetKnownMinutes(bucket, Minutes(sample.Value));
                else rows.Add(status, bound, bucket, sample.Value);
            }
        }
    }

    private int Minutes(double value) =>
        value >= 1 && value <= _grid.Width
            ? (int)value
            : throw new PrometheusException(PrometheusFault.Unusable, FormattableString.Invariant($"Prometheus counted {value} known minutes in {_grid.Width}."));
}
