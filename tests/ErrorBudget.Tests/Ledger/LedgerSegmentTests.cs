using CsCheck;

namespace ErrorBudget.Tests;

public sealed class LedgerSegmentTests
{
    private static readonly Minute Noon = new(29_000_000 / 60 * 60);

    [Fact]
    public void Buckets_come_back_as_they_went_in() =>
        (from buckets in Histories.Minute.Array[0, 130]
         from before in Gen.Long[-1_000_000, 1_000_000]
         from slices in Histories.Slices
         select (buckets, before, slices)).Sample(test =>
         {
             var segment = LedgerSegment.From(Noon, new Tally(test.before, test.before * 3, test.before, 0), test.buckets, slices: test.slices);
             Assert.Equal(test.buckets, segment.Buckets);
             Assert.Equal(test.buckets.Length, segment.Count);
             Assert.Equal(Noon + test.buckets.Length, segment.End);
         });

    [Fact]
    public void Coarse_buckets_come_back_as_they_went_in() =>
        Histories.Hour.Array[1, 30].Sample(hours =>
        {
            var segment = LedgerSegment.From(Noon, Tally.Zero, hours, bucketMinutes: 60);
            Assert.Equal(hours, segment.Buckets);
            Assert.Equal(Noon + (60 * hours.Length), segment.End);
        });

    [Fact]
    public void A_segment_that_ends_at_a_sum_holds_the_same_counts_as_one_that_starts_at_a_sum() =>
        (from buckets in Histories.Minute.Array[1, 60]
         from after in Gen.Long[-1000, 1000]
         from slices in Histories.Slices
         select (buckets, after: new Tally(after, after * 2, after, after), slices)).Sample(test =>
         {
             var segment = LedgerSegment.Ending(test.after, Noon, test.buckets, slices: test.slices);
             var again = LedgerSegment.From(Noon, segment.Before, test.buckets, slices: test.slices);
             Assert.Equal(test.after, segment.After);
             for (var i = 0; i <= test.buckets.Length; i++) Assert.Equal(again.At(Noon + i), segment.At(Noon + i));
         });

    [Fact]
    public void Asking_outside_a_segment_is_refused()
    {
        var segment = LedgerSegment.From(Noon, Tally.Zero, [Bucket.Of(1, 1)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => segment.At(Noon - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => segment.At(Noon + 2));
        Assert.Equal(1, segment.At(Noon + 1).Total);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(1440)]
    public void Buckets_are_a_minute_or_an_hour_wide(int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerSegment.From(Noon, Tally.Zero, [], width));

    [Fact]
    public void A_bucket_cannot_have_been_counted_for_longer_than_it_is()
    {
        Assert.Throws<ArgumentException>(() => LedgerSegment.From(Noon, Tally.Zero, [Bucket.Of(1, 1, 2)]));
        Assert.Throws<ArgumentException>(() => LedgerSegment.From(Noon, Tally.Zero, [Bucket.Of(1, 1, 61)], 60));
    }

    [Fact]
    public void A_segment_starts_where_a_bucket_and_a_slice_start()
    {
        Assert.Throws<ArgumentException>(() => LedgerSegment.From(Noon + 1, Tally.Zero, [], 60));
        Assert.Throws<ArgumentException>(() => LedgerSegment.From(Noon + 1, Tally.Zero, [], slices: new SliceRule(5, 0.9m)));
        Assert.Equal(Noon + 5, LedgerSegment.From(Noon + 5, Tally.Zero, [], slices: new SliceRule(5, 0.9m)).Start);
    }
}
