namespace ErrorBudget.Tests;

public sealed class BucketTests
{
    [Fact]
    public void More_good_events_than_events_are_refused_never_clamped() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bucket.Of(good: 11, total: 10));

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(-2, -1)]
    [InlineData(0, -1)]
    public void Negative_counts_are_refused(long good, long total) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bucket.Of(good, total));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void What_was_counted_was_counted_for_a_minute_at_least(int minutes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bucket.Of(1, 1, minutes));

    [Fact]
    public void Bad_is_what_is_not_good()
    {
        var bucket = Bucket.Of(good: 7, total: 10, knownMinutes: 42);
        Assert.Equal((3, 7, 10, 42), (bucket.Bad, bucket.Good, bucket.Total, bucket.KnownMinutes));
    }

    [Fact]
    public void No_traffic_is_known_and_is_not_the_same_as_unknown()
    {
        Assert.True(Bucket.Of(0, 0).IsKnown);
        Assert.False(Bucket.Unknown.IsKnown);
        Assert.NotEqual(Bucket.Unknown, Bucket.Of(0, 0));
        Assert.Equal(default, Bucket.Unknown);
    }

    [Fact]
    public void The_largest_counts_there_are_do_not_overflow()
    {
        Assert.Equal(long.MaxValue, Bucket.Of(0, long.MaxValue).Bad);
        Assert.Equal(0, Bucket.Of(long.MaxValue, long.MaxValue).Bad);
    }
}
