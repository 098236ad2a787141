namespace ErrorBudget.Tests;

public sealed class LedgerSegmentRestoreTests
{
    private static readonly Minute Start = new(29_000_040);

    [Fact]
    public void A_segment_restored_from_its_sums_is_the_segment_with_its_slice_verdicts()
    {
        var slices = new SliceRule(5, 0.9m);
        var buckets = Enumerable.Range(0, 60).Select(i => i % 7 == 0 ? Bucket.Unknown : Bucket.Of(good: i, total: i + (i % 3)));
        var segment = LedgerSegment.From(Start, new Tally(-5, -70, -9, -2), [.. buckets], slices: slices);

        var restored = LedgerSegment.Restore(segment.Start, segment.BucketMinutes, segment.Marks);

        Assert.Equal(segment.Marks, restored.Marks);
        Assert.Equal(segment.Buckets, restored.Buckets);
        Assert.Equal(segment.End, restored.End);
        Assert.True(restored.After.BadSlices > restored.Before.BadSlices);
    }

    [Fact]
    public void Sums_that_counting_cannot_give_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LedgerSegment.Restore(Start, 1, []));
        Assert.Throws<ArgumentException>(() => LedgerSegment.Restore(Start, 1, [new Tally(0, 5, 1, 0), new Tally(0, 4, 2, 0)]));
        Assert.Throws<ArgumentException>(() => LedgerSegment.Restore(Start, 1, [Tally.Zero, new Tally(2, 1, 1, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LedgerSegment.Restore(Start, 7, [Tally.Zero]));
    }
}
