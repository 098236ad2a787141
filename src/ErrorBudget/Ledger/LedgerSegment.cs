using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>
/// An unbroken stretch of one SLO's ledger, held as running sums at its bucket borders. Immutable.
/// A sealed hour and the open minutes at the ledger's end are both segments.
/// </summary>
public sealed class LedgerSegment
{
    private readonly ImmutableArray<Tally> _marks;

    private LedgerSegment(Minute start, int bucketMinutes, ImmutableArray<Tally> marks)
    {
        Start = start;
        BucketMinutes = bucketMinutes;
        _marks = marks;
    }

    /// <summary>The first minute.</summary>
    public Minute Start { get; }

    /// <summary>The width of a bucket in minutes: 1, or 60 for coarse history.</summary>
    public int BucketMinutes { get; }

    /// <summary>How many buckets it holds.</summary>
    public int Count => _marks.Length - 1;

    /// <summary>The minute after the last one.</summary>
    public Minute End => Start + (Count * BucketMinutes);

    /// <summary>The running sums at the bucket borders, from <see cref="Before"/> to <see cref="After"/>: one more than there are buckets.</summary>
    public ImmutableArray<Tally> Marks => _marks;

    /// <summary>The running sum before <see cref="Start"/>.</summary>
    public Tally Before => _marks[0];

    /// <summary>The running sum at <see cref="End"/>.</summary>
    public Tally After => _marks[^1];

    /// <summary>The buckets in order of time.</summary>
    public IEnumerable<Bucket> Buckets
    {
        get
        {
            for (var i = 0; i < Count; i++) yield return this[i];
        }
    }

    /// <summary>The bucket at an index counted from <see cref="Start"/>.</summary>
    public Bucket this[int index]
    {
        get
        {
            var sum = _marks[index + 1] - _marks[index];
            return sum.KnownMinutes == 0 ? Bucket.Unknown : Bucket.Of(sum.Good, sum.Total, (int)sum.KnownMinutes);
        }
    }

    /// <summary>A segment whose running sum starts at <paramref name="before"/>.</summary>
    /// <param name="start">The first minute; a multiple of the bucket width, and of the slice length when <paramref name="slices"/> is given.</param>
    /// <param name="before">The running sum up to <paramref name="start"/>.</param>
    /// <param name="buckets">The buckets in order of time.</param>
    /// <param name="bucketMinutes">Their width, 1 or 60 minutes.</param>
    /// <param name="slices">How slices are judged; null for an SLO that budgets by occurrences.</param>
    /// <exception cref="ArgumentException">The start, the width or a bucket does not fit.</exception>
    public static LedgerSegment From(Minute start, Tally before, IReadOnlyCollection<Bucket> buckets, int bucketMinutes = 1, SliceRule? slices = null)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        if (bucketMinutes is not (1 or Minute.PerHour)) throw new ArgumentOutOfRangeException(nameof(bucketMinutes), bucketMinutes, "A bucket is one minute or one hour wide.");
        if (start.FloorTo(slices?.Minutes ?? bucketMinutes) != start) throw new ArgumentException($"A segment with these buckets or slices cannot start at {start}.", nameof(start));
        var empty = new LedgerSegment(start, bucketMinutes, [before]);
        return buckets.Count == 0 ? empty : empty.Append(buckets, slices);
    }

    /// <summary>A segment as it was stored. Unlike <see cref="From"/> it judges no slices: their verdicts are in the sums.</summary>
    /// <param name="start">The first minute.</param>
    /// <param name="bucketMinutes">The width of a bucket, 1 or 60 minutes.</param>
    /// <param name="marks">The <see cref="Marks"/> of the segment that was stored; at least one.</param>
    /// <exception cref="ArgumentException">The sums are none that counting can give: they fall, or more is bad than counted.</exception>
    public static LedgerSegment Restore(Minute start, int bucketMinutes, ImmutableArray<Tally> marks)
    {
        if (bucketMinutes is not (1 or Minute.PerHour)) throw new ArgumentOutOfRangeException(nameof(bucketMinutes), bucketMinutes, "A bucket is one minute or one hour wide.");
        if (marks.IsDefaultOrEmpty) throw new ArgumentException("A segment has at least the sum before it.", nameof(marks));
        for (var i = 1; i < marks.Length; i++)
        {
            var bucket = marks[i] - marks[i - 1];
            if (bucket.Bad < 0 || bucket.Good < 0 || bucket.KnownMinutes < 0 || bucket.BadSlices is < 0 or > 1) throw new ArgumentException($"The sums of bucket {i - 1} are none that counting can give: {bucket}.", nameof(marks));
        }

        return new LedgerSegment(start, bucketMinutes, marks);
    }

    /// <summary>
    /// A segment that ends at a known running sum: how history is read backwards, newest hour first.
    /// </summary>
    public static LedgerSegment Ending(Tally after, Minute start, IReadOnlyCollection<Bucket> buckets, int bucketMinutes = 1, SliceRule? slices = null)
    {
        var counted = From(start, Tally.Zero, buckets, bucketMinutes, slices);
        return counted.ShiftedTo(after - counted.After);
    }

    /// <summary>The same buckets followed by more.</summary>
    /// <exception cref="ArgumentException">A bucket was counted for more minutes than it has, or slices are to be judged that are shorter than a bucket.</exception>
    public LedgerSegment Append(IReadOnlyCollection<Bucket> buckets, SliceRule? slices = null)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        if (slices?.Minutes < BucketMinutes) throw new ArgumentException($"Slices of {slices.Minutes} min cannot be judged by buckets of {BucketMinutes} min.", nameof(buckets));
        if (buckets.Any(bucket => bucket.KnownMinutes > BucketMinutes)) throw new ArgumentException($"A bucket of {BucketMinutes} min was counted for more minutes than that.", nameof(buckets));
        var marks = ImmutableArray.CreateBuilder<Tally>(_marks.Length + buckets.Count);
        marks.AddRange(_marks);
        foreach (var bucket in buckets)
        {
            var sum = marks[^1].Plus(bucket);
            var end = Start + (marks.Count * BucketMinutes);
            if (slices is not null && slices.EndsAt(end))
            {
                var first = Math.Max(0, marks.Count - (slices.Minutes / BucketMinutes));
                if (slices.IsBad(sum - marks[first])) sum = sum with { BadSlices = sum.BadSlices + 1 };
            }

            marks.Add(sum);
        }

        return new LedgerSegment(Start, BucketMinutes, marks.DrainToImmutable());
    }

    /// <summary>
    /// The running sum before <paramref name="minute"/>. Inside an hour of coarse history that is the sum before the
    /// hour: a window then holds the whole hour until all of it has left.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The minute lies outside <see cref="Start"/> to <see cref="End"/>.</exception>
    public Tally At(Minute minute)
    {
        var offset = minute - Start;
        if (offset < 0 || minute > End) throw new ArgumentOutOfRangeException(nameof(minute), minute, $"The segment holds {Start} to {End}.");
        return _marks[offset / BucketMinutes];
    }

    /// <summary>The part from <paramref name="from"/> (a bucket border) up to <paramref name="to"/>, with its running sums unchanged.</summary>
    public LedgerSegment Slice(Minute from, Minute to)
    {
        var first = (from - Start) / BucketMinutes;
        var last = (to - Start) / BucketMinutes;
        return new LedgerSegment(from, BucketMinutes, _marks[first..(last + 1)]);
    }

    private LedgerSegment ShiftedTo(Tally before) =>
        new(Start, BucketMinutes, [.. _marks.Select(mark => before + mark)]);
}
