using System.Globalization;
using CsCheck;

namespace ErrorBudget.Tests;

public sealed class MinuteTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:59.999Z", 0)]
    [InlineData("1970-01-01T00:01:00Z", 1)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("1969-12-31T23:59:00Z", -1)]
    [InlineData("1969-12-31T23:58:59.999Z", -2)]
    [InlineData("2026-11-23T09:05:30+01:00", 29_923_685)]
    public void An_instant_lies_in_the_minute_that_began_last(string instant, int index) =>
        Assert.Equal(new Minute(index), Minute.Containing(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(59, 0, 0)]
    [InlineData(60, 60, 0)]
    [InlineData(1439, 1380, 0)]
    [InlineData(1440, 1440, 1440)]
    [InlineData(-1, -60, -1440)]
    [InlineData(-60, -60, -1440)]
    [InlineData(-61, -120, -1440)]
    [InlineData(-1441, -1500, -2880)]
    public void Hours_and_days_start_at_or_before_the_minute_also_before_1970(int index, int hour, int day)
    {
        Assert.Equal(new Minute(hour), new Minute(index).Hour);
        Assert.Equal(new Minute(day), new Minute(index).Day);
    }

    [Fact]
    public void Times_come_back_as_they_went_in() =>
        Gen.Int[-50_000_000, 100_000_000].Sample(index =>
        {
            var minute = new Minute(index);
            Assert.Equal(minute, Minute.Containing(minute.Start));
            Assert.Equal(minute, Minute.Containing(minute.Start.AddTicks(TimeSpan.TicksPerMinute - 1)));
            Assert.Equal(minute.UnixSeconds, minute.Start.ToUnixTimeSeconds());
            Assert.Equal(minute.Start, DateTimeOffset.Parse(minute.ToString(), CultureInfo.InvariantCulture));
        });

    [Fact]
    public void Minutes_are_ordered_by_time() =>
        Gen.Select(Gen.Int[-1000, 1000], Gen.Int[-1000, 1000]).Sample((left, right) =>
        {
            var (a, b) = (new Minute(left), new Minute(right));
            Assert.Equal(left < right, a < b);
            Assert.Equal(left > right, a > b);
            Assert.Equal(left <= right, a <= b);
            Assert.Equal(left >= right, a >= b);
            Assert.Equal(Math.Sign(left.CompareTo(right)), Math.Sign(a.CompareTo(b)));
            Assert.Equal(new Minute(Math.Min(left, right)), Minute.Min(a, b));
            Assert.Equal(new Minute(Math.Max(left, right)), Minute.Max(a, b));
            Assert.Equal(left - right, a - b);
            Assert.Equal(a, b + (a - b));
        });

    [Fact]
    public void A_minute_reads_as_ISO_8601() => Assert.Equal("2026-11-23T08:05Z", new Minute(29_923_685).ToString());
}
