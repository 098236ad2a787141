using CsCheck;
using ErrorBudget.Pipeline.Collect;

namespace ErrorBudget.Pipeline.Tests.Collect;

public sealed class EventCountTests
{
    [Theory]
    [InlineData(999.9999999, 1000.0000001, 1000, 1000)]
    [InlineData(6.5, 7.49, 7, 7)]
    [InlineData(0.4, 0.6, 0, 1)]
    [InlineData(10.000000001, 10, 10, 10)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(9_007_199_254_740_992, 9_007_199_254_740_992, 9_007_199_254_740_992, 9_007_199_254_740_992)]
    public void Numbers_are_rounded_to_whole_events(double good, double total, long goodEvents, long totalEvents)
    {
        var count = EventCount.Of(good, total, 1);

        Assert.Null(count.Refusal);
        Assert.Equal(Bucket.Of(goodEvents, totalEvents), count.Bucket);
    }

    [Theory]
    [InlineData(11, 10)]
    [InlineData(10.001, 10)]
    [InlineData(0.1, 0)]
    [InlineData(-1, 10)]
    [InlineData(double.NaN, 10)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(1, 1e16)]
    public void What_cannot_be_a_count_is_refused_as_good_and_as_bad(double part, double total)
    {
        Assert.NotNull(EventCount.Of(part, total, 1).Refusal);
        Assert.NotNull(EventCount.OfBad(part, total, 1).Refusal);
        Assert.False(EventCount.Of(part, total, 1).Bucket.IsKnown);
    }

    [Fact]
    public void Rounding_never_puts_a_part_above_the_whole_nor_moves_a_count_by_more_than_a_half() =>
        Gen.Select(Gen.Double[0, 1e12], Gen.Double[0, 1]).Sample((total, share) =>
        {
            var part = total * share;
            var good = EventCount.Of(part, total, 1).Bucket;
            var bad = EventCount.OfBad(part, total, 1).Bucket;
            return Math.Abs(good.Good - part) <= 0.5 && Math.Abs(good.Total - total) <= 0.5 && bad.Bad == good.Good && bad.Total == good.Total;
        });
}
