namespace ErrorBudget.Tests;

/// <summary>
/// The oracle: one SLO's counts as a plain list of hours, added up afresh for every question. Shares no code with the
/// ledger's running sums.
/// </summary>
/// <param name="Start">The first minute, the start of an hour.</param>
/// <param name="CoarseHours">So many hours come first as one bucket each.</param>
/// <param name="Buckets">The coarse hours, then minutes.</param>
internal sealed record History(Minute Start, int CoarseHours, IReadOnlyList<Bucket> Buckets)
{
    public static History OfMinutes(Minute start, IReadOnlyList<Bucket> minutes) => new(start, 0, minutes);

    public Minute FineFrom => Start + (CoarseHours * 60);

    public Minute End => FineFrom + (Buckets.Count - CoarseHours);

    /// <summary>The minutes after the coarse hours.</summary>
    public IReadOnlyList<Bucket> Minutes { get; } = [.. Buckets.Skip(CoarseHours)];

    /// <summary>
    /// Adds up a stretch bucket by bucket. A coarse hour counts whole when it begins in the stretch or holds its start,
    /// not when it holds its end. A slice counts where it ends.
    /// </summary>
    public Tally Sum(MinuteRange range, SliceRule? slices = null)
    {
        var (bad, total, known, badSlices) = (0L, 0L, 0L, 0L);
        foreach (var (at, minutes, bucket) in Placed())
        {
            var counts = minutes == 1
                ? at >= range.Start && at < range.End
                : at + minutes > range.Start && at + minutes <= range.End;
            if (!counts) continue;
            bad += bucket.Bad;
            total += bucket.Total;
            known += bucket.KnownMinutes;
        }

        if (slices is not null)
        {
            for (var end = range.Start + 1; end <= range.End; end += 1)
            {
                if (end.Index % slices.Minutes == 0 && end > Start && end <= End && IsBadSlice(end, slices)) badSlices++;
            }
        }

        return new Tally(bad, total, known, badSlices);
    }

    private bool IsBadSlice(Minute end, SliceRule slices)
    {
        var (good, total) = (0m, 0m);
        foreach (var (at, _, bucket) in Placed())
        {
            if (at < end - slices.Minutes || at >= end) continue;
            good += bucket.Good;
            total += bucket.Total;
        }

        return total > 0 && good / total < slices.Target;
    }

    private IEnumerable<(Minute At, int Minutes, Bucket Bucket)> Placed()
    {
        for (var i = 0; i < Buckets.Count; i++)
        {
            yield return i < CoarseHours
                ? (Start + (i * 60), 60, Buckets[i])
                : (FineFrom + (i - CoarseHours), 1, Buckets[i]);
        }
    }
}
