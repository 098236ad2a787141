using CsCheck;

namespace ErrorBudget.Tests;

/// <summary>The sums of an adjusted ledger against a plain list of minutes.</summary>
public sealed class AdjustedLedgerTests
{
    private static readonly Minute Start = Slos.Start;

    [Fact]
    public void What_is_excluded_counts_neither_as_bad_nor_at_all_and_is_known_and_quiet() => Sums.Sample(test =>
    {
        var (history, slices, adjustments, ranges) = test;
        adjustments = [.. adjustments.Where(one => one.Kind is AdjustmentKind.Maintenance or AdjustmentKind.ExcludedIncident)];
        var ledger = Adjusted(history, slices, adjustments);
        foreach (var range in ranges)
        {
            var expected = Naive(history, slices, adjustments, range);
            Assert.Equal(expected.Sum, ledger.Sum(range));
            Assert.Equal(expected.Minutes, ledger.ExcludedMinutes(range));
            if (slices is not null) Assert.Equal(Math.Max(0, (range.Length / slices.Minutes) - expected.Slices), ledger.SlicesIn(range, slices));
        }
    });

    [Fact]
    public void The_sums_of_parts_add_up_and_no_part_has_more_bad_than_all_or_less_than_none() => Sums.Sample(test =>
    {
        var (history, slices, adjustments, ranges) = test;
        var ledger = Adjusted(history, slices, adjustments);
        foreach (var range in ranges.Where(range => !range.IsEmpty))
        {
            var sum = Tally.Zero;
            for (var minute = range.Start; minute < range.End; minute += 1)
            {
                var one = ledger.Sum(new MinuteRange(minute, minute + 1));
                Assert.InRange(one.Bad, 0, one.Total);
                Assert.InRange(one.KnownMinutes, 0, 60);
                Assert.InRange(one.BadSlices, 0, 1);
                sum += one;
            }

            Assert.Equal(sum, ledger.Sum(range));
        }
    });

    [Fact]
    public void A_correction_moves_the_sum_of_its_minutes_by_what_it_says_as_far_as_there_is_something_to_take() => Sums.Sample(test =>
    {
        var (history, slices, adjustments, _) = test;
        foreach (var correction in adjustments.Where(one => one.Kind == AdjustmentKind.Correction))
        {
            var ledger = Adjusted(history, slices, [correction]);
            var all = new MinuteRange(history.Start - 200, history.End + 200);
            var inside = Pieces(history, slices, correction);
            var (before, after) = (history.Sum(all, slices), ledger.Sum(all));
            var counted = inside is null ? Tally.Zero : history.Sum(inside.Value, slices);
            if (inside is null)
            {
                Assert.Equal(before, after);
            }
            else if (slices is not null)
            {
                Assert.Equal(Math.Clamp(counted.BadSlices + correction.Bad, 0, inside.Value.Length / slices.Minutes) - counted.BadSlices, after.BadSlices - before.BadSlices);
            }
            else
            {
                var total = Math.Max(0, counted.Total + correction.Total);
                Assert.Equal(total - counted.Total, after.Total - before.Total);
                Assert.Equal(Math.Clamp(counted.Bad + correction.Bad, 0, total) - counted.Bad, after.Bad - before.Bad);
                Assert.Equal(before.KnownMinutes, after.KnownMinutes);
                Assert.Equal(history.Sum(new MinuteRange(all.Start, inside.Value.Start)), ledger.Sum(new MinuteRange(all.Start, inside.Value.Start)));
            }
        }
    });

    [Fact]
    public void A_correction_is_shared_out_in_proportion_to_what_was_counted()
    {
        var ledger = Adjusting.These(Adjusting.Of(AdjustmentKind.Correction, Start, Start + 4, bad: -30, total: 0))
            .ForBudget(Slos.LedgerOf(null, [Bucket.Of(100, 110), Bucket.Of(10, 10), Bucket.Of(0, 20), Bucket.Of(70, 100)]), null, new MinuteRange(Start, Start + 4));
        long[] bad = [.. Enumerable.Range(0, 4).Select(i => ledger.Sum(new MinuteRange(Start + i, Start + i + 1)).Bad)];
        Assert.Equal([5, 0, 10, 15], bad);
        Assert.Equal(240, ledger.Sum(new MinuteRange(Start, Start + 4)).Total);
    }

    [Fact]
    public void A_sum_does_not_depend_on_how_far_around_it_one_looks() => Sums.Sample(test =>
    {
        var (history, slices, adjustments, ranges) = test;
        if (Adjusting.These(adjustments).WhatIsWrong() is not null) return;
        var (far, counted) = (Adjusted(history, slices, adjustments), Counted(history, slices));
        foreach (var range in ranges) Assert.Equal(far.Sum(range), Adjusting.These(adjustments).ForBudget(counted, slices, range).Sum(range));
    });

    [Fact]
    public void Corrections_that_follow_one_another_are_a_day_long_together_at_most()
    {
        var (first, second) = (Correction(30, (60 * 20) + 10), Correction((60 * 20) + 50, 60 * 24));
        Assert.Null(Adjusting.These(first, second).WhatIsWrong());
        Assert.Null(Adjusting.These(first, second, Correction(60 * 24, 60 * 48)).WhatIsWrong());
        Assert.Equal(
            $"3 corrections without an hour between them, from {Start + 30} to {Start + (60 * 24) + 40}, are longer than a day; let one end at a full hour and the next begin there",
            Adjusting.These(Correction((60 * 23) + 50, (60 * 24) + 40), second, first).WhatIsWrong()?.Why);

        static Adjustment Correction(int from, int to) => Adjusting.Of(AdjustmentKind.Correction, Start + from, Start + to, bad: 1);
    }

    [Fact]
    public void A_reset_forgives_what_was_bad_before_and_keeps_what_the_budget_allows()
    {
        var slo = Slos.Of(0.9m, SloWindow.Rolling(1));
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 2, 10), Slos.Minutes(60, 1, 10));
        var reset = Start + 1440;
        var adjusted = Adjusting.These(Adjusting.Of(AdjustmentKind.BudgetReset, reset)).ForBudget(ledger, null, Evaluation.ReachOf(slo, Start + 1, ledger.Through));

        Assert.Equal(Budget.Of(slo, ledger, reset - 1), Budget.Of(slo, adjusted, reset - 1));
        Assert.Equal(1m, Budget.Of(slo, adjusted, reset).Remaining);
        Assert.Equal(new Budget(slo.Target, 60, 14_400, true), Budget.Of(slo, adjusted, ledger.Through));
    }

    [Fact]
    public void A_part_of_a_coarse_hour_stands_for_all_of_it()
    {
        var (ledger, _) = Ledger.StartingAt(Start).Append([.. Slos.Minutes(60, 1, 10)]).Prepend([[Bucket.Of(90, 100, 60)], [Bucket.Of(80, 100, 60)]]);
        var reach = new MinuteRange(Start - 120, Start + 60);
        var adjusted = Adjusting.These(Adjusting.Of(AdjustmentKind.ExcludedIncident, Start - 100, Start - 90)).ForBudget(ledger, null, reach);
        Assert.Equal(new Tally(80 - 60 + 60, 700, 180, 0), adjusted.Sum(reach));
        Assert.Equal(new Tally(80 - 60 + 60, 700, 180, 0), adjusted.Sum(new MinuteRange(Start - 110, Start + 60)));
        Assert.Equal(new Tally(80, 700, 120, 0), adjusted.Sum(new MinuteRange(Start - 60, Start + 60)));
    }

    private static readonly Gen<(History, SliceRule?, Adjustment[], MinuteRange[])> Any =
        from slices in Gen.Bool.SelectMany(any => any ? Histories.Slices.Select(rule => (SliceRule?)rule) : Gen.Const((SliceRule?)null))
        from coarse in Gen.Int[0, 4]
        from hours in Histories.Hour.Array[coarse, coarse]
        from minutes in Histories.Minute.Array[1, 400]
        let history = slices is null ? new History(Start, coarse, [.. hours, .. minutes]) : History.OfMinutes(Start, minutes)
        from adjustments in Adjusting.Any(new MinuteRange(history.Start, history.End))
        from ranges in (from at in Gen.Int[-70, 700] from length in Gen.Int[0, 400] select new MinuteRange(Start + at, Start + at + length)).Array[1, 4]
        select (history, slices, adjustments, ranges);

    private static AdjustedLedger Adjusted(History history, SliceRule? slices, Adjustment[] adjustments) =>
        Adjusting.These(adjustments).ForBudget(Counted(history, slices), slices, new MinuteRange(history.Start - 1000, history.End + 1000));

    private static Ledger Counted(History history, SliceRule? slices) => Ledger.StartingAt(history.FineFrom).Append([.. history.Minutes], slices)
        .Prepend([.. history.Buckets.Take(history.CoarseHours).Select(hour => new[] { hour })], slices).Ledger;

    /// <summary>A stretch in whole buckets and slices, as far as there is history; null if there is none of it.</summary>
    private static MinuteRange? Pieces(History history, SliceRule? slices, Adjustment adjustment)
    {
        var touched = Touched(history, slices, [adjustment]);
        return touched.Count == 0 ? null : new MinuteRange(touched.Min(), touched.Max() + 1);
    }

    /// <summary>Every minute of a bucket or slice that an adjustment has a minute of.</summary>
    private static HashSet<Minute> Touched(History history, SliceRule? slices, Adjustment[] adjustments)
    {
        var touched = new HashSet<Minute>();
        foreach (var stretch in adjustments.SelectMany(one => one.Within(new MinuteRange(history.Start - 1000, history.End + 1000))))
        {
            for (var minute = stretch.Start; minute < stretch.End; minute += 1)
            {
                var width = slices?.Minutes ?? (minute >= history.Start && minute < history.FineFrom ? 60 : 1);
                for (var i = 0; i < width; i++) touched.Add(new Minute((minute.Index / width * width) + i));
            }
        }

        touched.RemoveWhere(minute => minute < history.Start || minute >= history.End);
        return touched;
    }

    private static (Tally Sum, int Minutes, int Slices) Naive(History history, SliceRule? slices, Adjustment[] adjustments, MinuteRange range)
    {
        var touched = Touched(history, slices, adjustments);
        var (sum, excluded, ends) = (Tally.Zero, 0, 0);
        for (var minute = range.Start; minute < range.End; minute += 1)
        {
            // A coarse hour counts whole where a stretch begins in it, and not at all where one ends in it.
            var inCoarse = minute >= history.Start && minute < history.FineFrom;
            var one = history.Sum(new MinuteRange(minute, minute + 1), slices);
            if (touched.Contains(minute))
            {
                excluded++;
                if (slices is not null && (minute + 1).Index % slices.Minutes == 0) ends++;
                if (!inCoarse) one = new Tally(0, 0, 1, 0);
                else one = one.Total > 0 || one.KnownMinutes > 0 || (minute + 1).Index % 60 == 0 ? new Tally(0, 0, 60, 0) : Tally.Zero;
            }

            sum += one;
        }

        return (sum, excluded, ends);
    }

    private static class Sums
    {
        public static void Sample(Action<(History, SliceRule?, Adjustment[], MinuteRange[])> check) => Any.Sample(check, iter: 400);
    }
}
