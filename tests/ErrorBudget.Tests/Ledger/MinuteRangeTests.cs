namespace ErrorBudget.Tests;

public sealed class MinuteRangeTests
{
    [Fact]
    public void A_range_holds_its_start_and_not_its_end()
    {
        var range = new MinuteRange(new Minute(-2), new Minute(3));
        Assert.Equal(5, range.Length);
        Assert.True(range.Contains(new Minute(-2)));
        Assert.True(range.Contains(new Minute(2)));
        Assert.False(range.Contains(new Minute(3)));
        Assert.False(range.Contains(new Minute(-3)));
    }

    [Fact]
    public void A_range_may_be_empty_but_not_end_before_it_starts()
    {
        var empty = new MinuteRange(new Minute(7), new Minute(7));
        Assert.True(empty.IsEmpty);
        Assert.False(empty.Contains(new Minute(7)));
        Assert.Throws<ArgumentException>(() => new MinuteRange(new Minute(7), new Minute(6)));
    }

    [Fact]
    public void The_last_minutes_end_right_before_the_end()
    {
        var range = MinuteRange.Last(60, new Minute(100));
        Assert.Equal((new Minute(40), new Minute(100)), (range.Start, range.End));
        Assert.Equal("1970-01-01T00:40Z/1970-01-01T01:40Z", range.ToString());
    }
}
