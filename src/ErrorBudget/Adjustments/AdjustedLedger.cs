using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>
/// A ledger as it is read: its counts with the adjustments laid over them. The sum over a stretch is that of the ledger,
/// corrected, less what is excluded in it, each again a difference of running sums: exact, and the sums of the parts of a
/// stretch add up to its own. A ledger that nobody adjusted is read as it is, at no cost.
/// </summary>
/// <remarks>
/// What is excluded counts as known and quiet, not as missing. An hour of coarse history and a slice are one piece: who
/// excludes or corrects a part of one has the whole.
/// </remarks>
public sealed class AdjustedLedger
{
    private readonly ImmutableArray<MinuteRange> _excluded;
    private readonly ImmutableArray<Minute> _resets;
    private readonly ImmutableArray<Correction> _corrections;
    private readonly bool _isAsCounted;

    private AdjustedLedger(Ledger ledger)
    {
        (Ledger, _isAsCounted) = (ledger, true);
        (_excluded, _resets, _corrections) = ([], [], []);
    }

    /// <summary>Lays adjustments over a ledger.</summary>
    /// <param name="ledger">The ledger with the hours at hand in which the adjustments begin and end.</param>
    /// <param name="slices">How slices are judged; null if events are counted.</param>
    /// <param name="excluded">Stretches that do not count, in any order; they may overlap.</param>
    /// <param name="resets">From when on nothing before is charged.</param>
    /// <param name="corrections">Stretches with bad and total events to add or take.</param>
    internal AdjustedLedger(
        Ledger ledger, SliceRule? slices, IEnumerable<MinuteRange> excluded, IEnumerable<Minute> resets, IEnumerable<(MinuteRange Range, long Bad, long Total)> corrections)
    {
        Ledger = ledger;
        _corrections = [];
        _excluded = Merge(excluded.Select(stretch => Widen(stretch, slices)).Where(stretch => !stretch.IsEmpty));
        _resets = [.. resets.Select(reset => Up(reset, slices)).Order()];
        foreach (var (stretch, bad, total) in corrections)
        {
            // One after the other, each over the sums that those before it have left: none can take what is no longer there.
            if (Widen(stretch, slices) is { IsEmpty: false } range)
                _corrections = _corrections.Add(new Correction(range, bad, total, slices, At(range.Start), At(range.End)));
        }

        _isAsCounted = _excluded.IsEmpty && _resets.IsEmpty && _corrections.IsEmpty;
    }

    /// <summary>The counts.</summary>
    public Ledger Ledger { get; }

    /// <inheritdoc cref="Ledger.CoveredFrom"/>
    public Minute CoveredFrom => Ledger.CoveredFrom;

    /// <inheritdoc cref="Ledger.Through"/>
    public Minute Through => Ledger.Through;

    /// <summary>A ledger that nobody adjusted.</summary>
    public static implicit operator AdjustedLedger(Ledger ledger) => new(ledger);

    /// <summary>What counts of a stretch of time.</summary>
    public Tally Sum(MinuteRange range)
    {
        if (_isAsCounted) return Ledger.Sum(range);
        var (start, end) = (Border(range.Start), Border(range.End));
        var sum = At(end) - At(start);
        foreach (var stretch in ExcludedIn(new MinuteRange(start, Minute.Max(start, end))))
        {
            var excluded = At(stretch.End) - At(stretch.Start);
            sum -= excluded with { KnownMinutes = excluded.KnownMinutes - stretch.Length };
        }

        return sum;
    }

    /// <summary>What counts of a stretch of time for the budget as it stands at a time: nothing from before the latest reset is bad.</summary>
    /// <param name="range">The stretch.</param>
    /// <param name="asOf">When the budget is looked at; a later reset has not come yet.</param>
    public Tally Charged(MinuteRange range, Minute asOf)
    {
        var sum = Sum(range);
        if (LatestReset(asOf) is not { } reset || reset <= range.Start) return sum;
        var since = reset < range.End ? Sum(new MinuteRange(reset, range.End)) : Tally.Zero;
        return sum with { Bad = since.Bad, BadSlices = since.BadSlices };
    }

    /// <summary>How many slices a stretch of time is long, without those that are excluded.</summary>
    public int SlicesIn(MinuteRange range, SliceRule slices)
    {
        ArgumentNullException.ThrowIfNull(slices);
        return Math.Max(0, (range.Length / slices.Minutes) - ExcludedIn(range).Sum(stretch => Number(stretch.End) - Number(stretch.Start)));

        int Number(Minute minute) => minute.FloorTo(slices.Minutes).Index / slices.Minutes;
    }

    /// <summary>How many minutes of a stretch are excluded.</summary>
    public int ExcludedMinutes(MinuteRange range) => ExcludedIn(range).Sum(stretch => stretch.Length);

    private Minute? LatestReset(Minute asOf)
    {
        Minute? latest = null;
        foreach (var reset in _resets)
        {
            if (reset <= asOf) latest = reset;
        }

        return latest;
    }

    private IEnumerable<MinuteRange> ExcludedIn(MinuteRange range)
    {
        foreach (var stretch in _excluded)
        {
            var (from, to) = (Minute.Max(stretch.Start, range.Start), Minute.Min(stretch.End, range.End));
            if (from < to) yield return new MinuteRange(from, to);
        }
    }

    /// <summary>The corrected running sum.</summary>
    private Tally At(Minute minute)
    {
        var sum = Ledger.At(minute);
        foreach (var correction in _corrections) sum = correction.Correct(minute, sum);
        return sum;
    }

    /// <summary>Where a minute's bucket begins; outside the ledger, its end. The ledger's sum is the same.</summary>
    private Minute Border(Minute minute) => Clamp(minute.FloorTo(WidthAt(minute)));

    /// <summary>A stretch in whole buckets and slices, as far as the ledger goes.</summary>
    private MinuteRange Widen(MinuteRange stretch, SliceRule? slices)
    {
        var start = Clamp(stretch.Start.FloorTo(Math.Max(slices?.Minutes ?? 1, WidthAt(stretch.Start))));
        return new MinuteRange(start, Minute.Max(start, Clamp(Up(stretch.End, slices))));
    }

    /// <summary>The first border of a bucket and a slice that is not before a minute.</summary>
    private Minute Up(Minute minute, SliceRule? slices)
    {
        var width = Math.Max(slices?.Minutes ?? 1, WidthAt(minute));
        var floor = minute.FloorTo(width);
        return floor == minute ? minute : floor + width;
    }

    /// <summary>The start of an hour is a border of whatever there is; its own hour need not be at hand.</summary>
    private int WidthAt(Minute minute) => minute == minute.Hour ? 1 : Ledger.BucketMinutesAt(minute);

    private Minute Clamp(Minute minute) => Minute.Min(Minute.Max(minute, CoveredFrom), Through);

    private static ImmutableArray<MinuteRange> Merge(IEnumerable<MinuteRange> stretches)
    {
        var merged = ImmutableArray.CreateBuilder<MinuteRange>();
        foreach (var stretch in stretches.OrderBy(stretch => stretch.Start))
        {
            if (merged.Count > 0 && stretch.Start <= merged[^1].End) merged[^1] = new MinuteRange(merged[^1].Start, Minute.Max(merged[^1].End, stretch.End));
            else merged.Add(stretch);
        }

        return merged.DrainToImmutable();
    }
}
