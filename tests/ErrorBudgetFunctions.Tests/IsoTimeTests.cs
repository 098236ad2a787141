using ErrorBudgetFunctions.Http;

namespace ErrorBudgetFunctions.Tests;

public sealed class IsoTimeTests
{
    [Theory]
    [InlineData("2026-02-01", "2026-02-01T00:00:00Z")]
    [InlineData("2026-02-01T08:05", "2026-02-01T08:05:00Z")]
    [InlineData("2026-02-01T08:05Z", "2026-02-01T08:05:00Z")]
    [InlineData("2026-02-01 08:05:30", "2026-02-01T08:05:30Z")]
    [InlineData("2026-02-01T08:05:30.1234567Z", "2026-02-01T08:05:30.1234567Z")]
    [InlineData("2026-02-01T00:05:00+01:00", "2026-01-31T23:05:00Z")]
    public void A_time_is_UTC_unless_it_says_otherwise(string text, string utc)
    {
        Assert.True(IsoTime.TryRead(text, out var time));
        Assert.Equal((utc, TimeSpan.Zero), (time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", System.Globalization.CultureInfo.InvariantCulture), time.Offset));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01/02/2026")]
    [InlineData("02-01-2026")]
    [InlineData("2026/02/01")]
    [InlineData("10:00")]
    [InlineData("1 Feb 2026")]
    [InlineData("2026-02-30")]
    [InlineData("2026-02-01x")]
    [InlineData("2026-02-01T08:00:00 01:00")]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("2201-01-01")]
    [InlineData("2000-01-01T00:00:00+01:00")]
    public void What_could_mean_several_times_or_none_is_refused(string? text) => Assert.False(IsoTime.TryRead(text, out _));
}
