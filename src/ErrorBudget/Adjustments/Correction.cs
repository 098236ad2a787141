namespace ErrorBudget;

/// <summary>
/// A correction laid over running sums. What it takes it takes in proportion to what was counted, what it adds it adds in
/// proportion to all events, evenly where there were none; by whole events, and so that the parts of the range add up to
/// exactly the correction. Every part keeps 0 ≤ bad ≤ total.
/// </summary>
internal sealed class Correction
{
    private readonly MinuteRange _range;
    private readonly SliceRule? _slices;
    private readonly Tally _before;
    private readonly Tally _counted;
    private readonly long _bad;
    private readonly long _good;

    /// <summary>Binds a correction to the sums it corrects.</summary>
    /// <param name="range">The minutes, widened to whole buckets and slices.</param>
    /// <param name="bad">Bad events to add or take; slices where <paramref name="slices"/> are counted.</param>
    /// <param name="total">Events in all to add or take; of no meaning for slices, whose number is given by time.</param>
    /// <param name="slices">How slices are judged; null if events are counted.</param>
    /// <param name="before">The running sum before the range.</param>
    /// <param name="after">The running sum after it.</param>
    public Correction(MinuteRange range, long bad, long total, SliceRule? slices, Tally before, Tally after)
    {
        (_range, _slices, _before, _counted) = (range, slices, before, after - before);
        var (countedBad, countedTotal) = slices is null ? (_counted.Bad, _counted.Total) : (_counted.BadSlices, SlicesUpTo(range.End));
        var correctTotal = slices is null ? Math.Max(0, countedTotal + total) : countedTotal;
        var correctBad = Math.Clamp(countedBad + bad, 0, correctTotal);
        _bad = correctBad - countedBad;
        _good = (correctTotal - correctBad) - (countedTotal - countedBad);
    }

    /// <summary>A running sum with the correction.</summary>
    /// <param name="minute">Up to where it runs; a bucket border.</param>
    /// <param name="sum">The sum without the correction.</param>
    public Tally Correct(Minute minute, Tally sum)
    {
        if (minute <= _range.Start) return sum;
        var end = Minute.Min(minute, _range.End);
        var part = end == _range.End ? _counted : sum - _before;
        if (_slices is not null)
        {
            var good = SlicesUpTo(end) - part.BadSlices;
            return sum with { BadSlices = sum.BadSlices + (_bad < 0 ? Share(_bad, part.BadSlices, _counted.BadSlices) : Share(_bad, good, SlicesUpTo(_range.End) - _counted.BadSlices)) };
        }

        var (addedBad, addedGood) = (Shift(_bad, part.Bad, _counted.Bad, part.Total, end), Shift(_good, part.Good, _counted.Good, part.Total, end));
        return sum with { Bad = sum.Bad + addedBad, Total = sum.Total + addedBad + addedGood };
    }

    private long Shift(long events, long part, long counted, long partTotal, Minute end) =>
        events < 0 ? Share(events, part, counted)
        : _counted.Total > 0 ? Share(events, partTotal, _counted.Total)
        : Share(events, end - _range.Start, _range.Length);

    private long SlicesUpTo(Minute end) => end.FloorTo(_slices!.Minutes).Index / _slices.Minutes - _range.Start.FloorTo(_slices.Minutes).Index / _slices.Minutes;

    /// <summary>So much of some events as a part is of the whole, rounded towards zero: it never grows by more than the part does.</summary>
    private static long Share(long events, long part, long whole) => whole == 0 ? 0 : (long)((Int128)events * part / whole);
}
