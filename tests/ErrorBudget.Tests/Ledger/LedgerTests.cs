using CsCheck;

namespace ErrorBudget.Tests;

public sealed class LedgerTests
{
    private static readonly Minute Noon = new(29_000_000 / 60 * 60);

    [Fact]
    public void Any_stretch_of_a_random_history_sums_to_what_its_minutes_add_up_to() =>
        (from start in Histories.Start
         from older in Gen.Int[0, 4]
         from minutes in Gen.Int[0, 400].SelectMany(count => Histories.Minute.Array[count + (older * 60)])
         from pieces in Histories.Pieces
         from keep in Gen.Int[0, 150]
         from slices in Gen.Bool.SelectMany(any => any ? Histories.Slices.Select(rule => (SliceRule?)rule) : Gen.Const((SliceRule?)null))
         from ranges in Ranges(minutes.Length)
         select (start, older, minutes, pieces, keep, slices, ranges)).Sample(test =>
         {
             var history = History.OfMinutes(test.start, test.minutes);
             var (ledger, store) = Write(history, test.older, test.pieces, test.keep, test.slices);
             Assert.Equal(history.Start, ledger.CoveredFrom);
             Assert.Equal(history.End, ledger.Through);
             foreach (var (from, length) in test.ranges)
             {
                 var range = new MinuteRange(history.Start + from, history.Start + from + length);
                 var loaded = store.Load(HourStore.Forget(ledger), [range.Start, range.End]);
                 Assert.Equal(history.Sum(range, test.slices), loaded.Sum(range));
             }
         }, iter: 400);

    [Fact]
    public void Without_what_is_before_an_hour_all_that_follows_sums_to_the_same() =>
        (from minutes in Histories.Minute.Array[60, 400]
         from keep in Gen.Int[0, 90]
         from hours in Gen.Int[0, 6]
         select (minutes, keep, hours)).Sample(test =>
         {
             var (ledger, _) = Ledger.StartingAt(Noon).Append(test.minutes).Seal(test.keep);
             var hour = Minute.Min(Noon + (test.hours * Minute.PerHour), ledger.Open.Start);
             var cut = ledger.WithoutBefore(hour);

             Assert.Equal((hour, ledger.Through, default(Tally)), (cut.CoveredFrom, cut.Through, cut.Sum(new MinuteRange(hour - Minute.PerDay, hour))));
             for (var minute = hour; minute < cut.Through; minute += 7)
                 Assert.Equal(ledger.Sum(new MinuteRange(minute, ledger.Through)), cut.Sum(new MinuteRange(minute, cut.Through)));
             Assert.Throws<ArgumentOutOfRangeException>(() => ledger.WithoutBefore(hour + 1));
         }, iter: 200);

    [Fact]
    public void Coarse_history_is_right_to_the_hour() =>
        (from start in Histories.Start
         from hours in Histories.Hour.Array[0, 30]
         from fine in Gen.Int[0, 3]
         from minutes in Gen.Int[0, 130].SelectMany(count => Histories.Minute.Array[count + (fine * 60)])
         from pieces in Histories.Pieces
         from keep in Gen.Int[0, 90]
         from ranges in Ranges((hours.Length * 60) + minutes.Length)
         select (start, hours, fine, minutes, pieces, keep, ranges)).Sample(test =>
         {
             var history = new History(test.start, test.hours.Length, [.. test.hours, .. test.minutes]);
             var (ledger, store) = Write(history, test.fine, test.pieces, test.keep, slices: null);
             Assert.Equal(history.Start, ledger.CoveredFrom);
             foreach (var (from, length) in test.ranges)
             {
                 var range = new MinuteRange(history.Start + from, history.Start + from + length);
                 var loaded = store.Load(HourStore.Forget(ledger), [range.Start, range.End]);
                 Assert.Equal(history.Sum(range), loaded.Sum(range));
             }
         }, iter: 400);

    [Fact]
    public void Appending_in_pieces_sealing_and_reading_history_later_give_the_identical_ledger() =>
        (from start in Histories.Start
         from minutes in Gen.Int[0, 400].SelectMany(count => Histories.Minute.Array[count])
         from pieces in Histories.Pieces
         from older in Gen.Int[0, 4]
         from keep in Gen.Int[0, 150]
         from slices in Histories.Slices
         select (start, minutes, pieces, older: Math.Min(older, minutes.Length / 60), keep, slices)).Sample(test =>
         {
             var history = History.OfMinutes(test.start, test.minutes);
             var whole = Ledger.StartingAt(test.start).Append(test.minutes, test.slices);
             var (pieced, store) = Write(history, test.older, test.pieces, test.keep, test.slices);
             var every = Enumerable.Range(0, test.minutes.Length + 1).Select(i => history.Start + i).ToArray();
             var loaded = store.Load(HourStore.Forget(pieced), every);
             var origin = loaded.At(history.Start);
             Assert.All(every, minute => Assert.Equal(whole.At(minute), loaded.At(minute) - origin));
         }, iter: 200);

    [Fact]
    public void History_that_is_read_later_leaves_the_sums_after_it_as_they_were()
    {
        var ledger = Ledger.StartingAt(Noon).Append([Bucket.Of(8, 10), Bucket.Of(10, 10)]);
        var (extended, hours) = ledger.Prepend([Enumerable.Repeat(Bucket.Of(1, 2), 60).ToArray(), [Bucket.Of(90, 100, 55)]]);

        Assert.Equal(new Tally(2, 20, 2, 0), extended.At(Noon + 2));
        Assert.Equal(Tally.Zero, extended.At(Noon));
        Assert.Equal(new Tally(-10, -100, -55, 0), extended.At(Noon - 60));
        Assert.Equal(new Tally(-70, -220, -115, 0), extended.Floor);
        Assert.Equal(Noon - 120, extended.CoveredFrom);
        Assert.Equal([Noon - 120, Noon - 60], hours.Select(hour => hour.Start));
        Assert.Equal([1, 60], hours.Select(hour => hour.BucketMinutes));
        Assert.Equal(new Tally(72, 240, 117, 0), extended.Sum(new MinuteRange(Noon - 120, Noon + 2)));
    }

    [Fact]
    public void Before_the_first_minute_and_after_the_watermark_nothing_is_counted()
    {
        var ledger = Ledger.StartingAt(Noon).Append([Bucket.Of(8, 10)]);
        Assert.Equal(new Tally(2, 10, 1, 0), ledger.Sum(new MinuteRange(Noon - 100_000, Noon + 100_000)));
        Assert.Equal(Tally.Zero, ledger.Sum(new MinuteRange(Noon + 1, Noon + 100)));
        Assert.Equal(Tally.Zero, ledger.Sum(new MinuteRange(Noon - 100, Noon)));
    }

    [Fact]
    public void A_ledger_starts_at_an_hour() => Assert.Equal(Noon, Ledger.StartingAt(Noon + 59).CoveredFrom);

    [Fact]
    public void Sealing_keeps_at_least_the_minutes_asked_for_and_moves_whole_hours_only() =>
        (from minutes in Gen.Int[0, 500]
         from keep in Gen.Int[0, 200]
         select (minutes, keep)).Sample(test =>
         {
             var ledger = Ledger.StartingAt(Noon).Append(Enumerable.Repeat(Bucket.Of(1, 1), test.minutes).ToArray());
             var (rest, hours) = ledger.Seal(test.keep);
             Assert.Equal(ledger.Through, rest.Through);
             Assert.Equal(ledger.CoveredFrom, rest.CoveredFrom);
             Assert.Equal(Math.Max(0, (test.minutes - test.keep) / 60), hours.Length);
             Assert.All(hours, hour => Assert.Equal(60, hour.Count));
             Assert.Equal(test.minutes - (hours.Length * 60), rest.Open.Count);
             Assert.Equal(rest.Open.Start, hours.IsEmpty ? Noon : hours[^1].End);
         });

    [Fact]
    public void An_hour_that_is_not_loaded_is_named_and_asking_for_its_sum_fails()
    {
        var (ledger, hours) = Ledger.StartingAt(Noon).Append(Enumerable.Repeat(Bucket.Of(1, 1), 180).ToArray()).Seal(0);
        var forgotten = HourStore.Forget(ledger);

        Assert.Equal(Noon + 60, forgotten.MissingHour(Noon + 61));
        Assert.Equal(Noon + 60, forgotten.MissingHour(Noon + 60));
        Assert.Throws<InvalidOperationException>(() => forgotten.At(Noon + 61));
        Assert.Null(forgotten.MissingHour(Noon)); // its sum is the floor
        Assert.Null(forgotten.MissingHour(Noon + 180)); // the open minutes begin there
        var loaded = forgotten.WithHours([hours[1]]);
        Assert.Null(loaded.MissingHour(Noon + 61));
        Assert.Equal(61, loaded.At(Noon + 61).Total);
    }

    [Fact]
    public void Minutes_that_are_replaced_give_the_ledger_in_which_they_were_right_from_the_start() =>
        (from start in Histories.Start
         from minutes in Gen.Int[1, 300].SelectMany(count => Histories.Minute.Array[count])
         from wrong in Histories.Minute.Array[300]
         from pieces in Histories.Pieces
         from provisional in Gen.Int[0, 90]
         from keep in Gen.Int[0, 60]
         from slices in Gen.Bool.SelectMany(any => any ? Histories.Slices.Select(rule => (SliceRule?)rule) : Gen.Const((SliceRule?)null))
         from ranges in Ranges(minutes.Length)
         select (start, minutes, wrong, pieces, provisional, keep, slices, ranges)).Sample(test =>
         {
             // Every piece is read wrong where it is provisional, and right when it is read again.
             var store = new HourStore();
             var (ledger, read) = (Ledger.StartingAt(test.start), 0);
             foreach (var piece in Histories.Cut(test.minutes, test.pieces).Append([]))
             {
                 var from = Minute.Max(ledger.Open.Start, ledger.Through - test.provisional);
                 read += piece.Count;
                 var settled = piece.Count == 0 ? read : Math.Max(0, read - test.provisional);
                 var minutes = test.minutes.Take(settled).Concat(test.wrong.Skip(settled)).Take(read).Skip(from - test.start);
                 var (rest, hours) = ledger.Replace(from, [.. minutes], test.slices).Seal(test.provisional + test.keep);
                 store.Keep(hours);
                 ledger = HourStore.Forget(rest);
             }

             var history = History.OfMinutes(test.start, test.minutes);
             Assert.Equal(history.End, ledger.Through);
             foreach (var (from, length) in test.ranges)
             {
                 var range = new MinuteRange(history.Start + from, history.Start + from + length);
                 var loaded = store.Load(ledger, [range.Start, range.End]);
                 Assert.Equal(history.Sum(range, test.slices), loaded.Sum(range));
             }
         }, iter: 400);

    [Fact]
    public void Replacing_nothing_is_appending() =>
        Histories.Minute.Array[0, 100].Sample(minutes =>
        {
            var ledger = Ledger.StartingAt(Noon).Append([Bucket.Of(8, 10)]);
            Assert.Equal(ledger.Append(minutes).Open.Marks, ledger.Replace(Noon + 1, minutes).Open.Marks);
        });

    [Fact]
    public void A_slice_that_was_bad_by_provisional_minutes_is_good_when_the_late_events_are_there()
    {
        var slices = new SliceRule(5, 0.9m);
        var ledger = Ledger.StartingAt(Noon).Append([.. Enumerable.Repeat(Bucket.Of(0, 1), 5), Bucket.Of(1, 1)], slices);
        Assert.Equal(1, ledger.At(Noon + 6).BadSlices);
        var settled = ledger.Replace(Noon + 2, [.. Enumerable.Repeat(Bucket.Of(99, 100), 4)], slices);
        Assert.Equal(new Tally(6, 402, 6, 0), settled.At(Noon + 6));
    }

    [Fact]
    public void Sealed_minutes_minutes_to_come_and_a_part_of_the_minutes_read_cannot_be_replaced()
    {
        var (ledger, _) = Ledger.StartingAt(Noon).Append(Enumerable.Repeat(Bucket.Of(1, 1), 90).ToArray()).Seal(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Replace(Noon + 59, Enumerable.Repeat(Bucket.Of(1, 1), 90).ToArray()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Replace(Noon + 91, []));
        Assert.Throws<ArgumentException>(() => ledger.Replace(Noon + 60, Enumerable.Repeat(Bucket.Of(1, 1), 29).ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(45)]
    [InlineData(59)]
    [InlineData(61)]
    public void An_hour_of_history_has_sixty_buckets_or_one(int buckets) =>
        Assert.Throws<ArgumentException>(() => Ledger.StartingAt(Noon).Prepend([Enumerable.Repeat(Bucket.Of(1, 1), buckets).ToArray()]));

    [Fact]
    public void Slices_shorter_than_an_hour_cannot_be_judged_by_coarse_history()
    {
        var ledger = Ledger.StartingAt(Noon);
        Assert.Throws<ArgumentException>(() => ledger.Prepend([[Bucket.Of(1, 1, 60)]], new SliceRule(5, 0.9m)));
        var (hourly, _) = ledger.Prepend([[Bucket.Of(1, 2, 60)], [Bucket.Of(2, 2, 60)]], new SliceRule(60, 0.9m));
        Assert.Equal(1, hourly.Sum(new MinuteRange(Noon - 120, Noon)).BadSlices);
    }

    /// <summary>Writes a history as the pipeline would: newer minutes piece by piece with sealing, then the older hours backwards.</summary>
    /// <param name="older">How many of the first fine hours are read after the newer minutes.</param>
    private static (Ledger Ledger, HourStore Store) Write(History history, int older, int[] pieces, int keep, SliceRule? slices)
    {
        var store = new HourStore();
        var minutes = history.Minutes;
        var ledger = Ledger.StartingAt(history.FineFrom + (older * 60));
        foreach (var piece in Histories.Cut([.. minutes.Skip(older * 60)], pieces))
        {
            var (rest, hours) = ledger.Append(piece, slices).Seal(keep);
            store.Keep(hours);
            ledger = HourStore.Forget(rest);
        }

        for (var hour = older - 1; hour >= 0; hour--) Prepend([minutes.Skip(hour * 60).Take(60).ToArray()]);
        foreach (var chunk in history.Buckets.Take(history.CoarseHours).Reverse().Chunk(7)) Prepend([.. chunk.Reverse().Select(bucket => new[] { bucket })]);
        return (ledger, store);

        void Prepend(IReadOnlyList<IReadOnlyCollection<Bucket>> chunk)
        {
            var (extended, hours) = ledger.Prepend(chunk, slices);
            store.Keep(hours);
            ledger = HourStore.Forget(extended);
        }
    }

    /// <summary>Stretches of time, some of them beyond either end of the history.</summary>
    private static Gen<(int From, int Length)[]> Ranges(int minutes) =>
        Gen.Select(Gen.Int[-90, minutes + 90], Gen.Int[0, minutes + 90]).Array[1, 12];
}
