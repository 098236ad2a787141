using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Everything that was read of one service's counters in a stretch of buckets.</summary>
internal sealed class CounterRows
{
    private readonly List<CounterRow> _rows = [];
    private readonly bool[] _changed;
    private readonly int[] _knownMinutes;

    /// <summary>Nothing was read yet.</summary>
    /// <param name="buckets">How many buckets.</param>
    public CounterRows(int buckets)
    {
        _changed = new bool[buckets];
        _knownMinutes = new int[buckets];
    }

    /// <summary>Notes the growth in a bucket.</summary>
    public void Add(string status, double? bound, int bucket, double growth)
    {
        var row = _rows.Find(row => row.Bound == bound && row.Status == status);
        if (row is null)
        {
            row = new CounterRow(status, bound, new double?[_changed.Length]);
            _rows.Add(row);
        }

        // Two spellings of one bound are two rows of an answer.
        row.Growth[bucket] = row.Growth[bucket].GetValueOrDefault() + growth;
        if (row.CountsAll) _knownMinutes[bucket] = Math.Max(_knownMinutes[bucket], 1);
    }

    /// <summary>Notes that series appeared or vanished in a bucket.</summary>
    public void MarkChanged(int bucket) => _changed[bucket] = true;

    /// <summary>Notes how many minutes of a bucket are known.</summary>
    public void SetKnownMinutes(int bucket, int minutes) => _knownMinutes[bucket] = minutes;

    /// <summary>Whether series appeared or vanished in a bucket.</summary>
    public bool IsChanged(int bucket) => _changed[bucket];

    /// <summary>Forgets the counts of the marked buckets in a stretch, which better ones are to replace.</summary>
    public void ForgetChanged(int first, int count)
    {
        for (var bucket = first; bucket < first + count; bucket++)
        {
            if (!_changed[bucket]) continue;
            _knownMinutes[bucket] = 0;
            foreach (var row in _rows) row.Growth[bucket] = null;
        }
    }

    /// <summary>Good and total of a bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="success">The values of the status that are good.</param>
    /// <param name="bound">For a histogram: the bound of what is fast enough.</param>
    public EventCount Count(int bucket, SuccessValues success, double? bound)
    {
        var (good, total, hasTotal, hasBound) = (0d, 0d, false, false);
        foreach (var row in _rows)
        {
            if (row.Growth[bucket] is not { } growth) continue;
            if (row.CountsAll)
            {
                hasTotal = true;
                total += growth;
            }

            if (row.Bound != bound) continue;
            hasBound = true;
            if (success.Contains(row.Status)) good += growth;
        }

        if (!hasTotal) return EventCount.Nothing;
        return hasBound
            ? EventCount.Of(good, total, _knownMinutes[bucket])
            : EventCount.Refused(FormattableString.Invariant($"The histogram has no bucket le=\"{bound}\". Choose one of its bounds, or add this one to it."));
    }
}
