using System.Globalization;
using CsCheck;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("22:00", "07:00", "2026-11-20T21:59Z", null)]
    [InlineData("22:00", "07:00", "2026-11-20T22:00Z", "2026-11-21T07:00Z")]
    [InlineData("22:00", "07:00", "2026-11-21T00:00Z", "2026-11-21T07:00Z")]
    [InlineData("22:00", "07:00", "2026-11-21T06:59Z", "2026-11-21T07:00Z")]
    [InlineData("22:00", "07:00", "2026-11-21T07:00Z", null)]
    [InlineData("00:00", "06:00", "2026-12-31T23:59Z", null)]
    [InlineData("22:00", "00:00", "2026-12-31T23:59Z", "2027-01-01T00:00Z")]
    [InlineData("09:00", "17:00", "2026-11-20T12:00Z", "2026-11-20T17:00Z")]
    [InlineData("09:00", "09:00", "2026-11-20T09:00Z", null)]
    public void Quiet_hours_end_once_a_day_also_past_midnight(string from, string to, string now, string? end) => Expect("UTC", from, to, now, end);

    [Theory]
    [InlineData("2026-03-29T00:15Z", "2026-03-29T01:00Z")] // 01:15 local; 02:30 does not exist, 03:00 follows 01:59
    [InlineData("2026-03-29T01:00Z", null)]
    [InlineData("2026-10-25T00:15Z", "2026-10-25T00:30Z")] // 02:15 summer time: the first of two half past twos
    [InlineData("2026-10-25T00:30Z", null)]
    [InlineData("2026-10-25T01:15Z", "2026-10-25T01:30Z")] // 02:15 winter time: the second
    [InlineData("2026-10-25T01:30Z", null)]
    public void Clocks_that_skip_or_repeat_the_end_do_not_lose_it(string now, string? end) => Expect("Europe/Berlin", "22:00", "02:30", now, end);

    [Fact]
    public void Local_midnight_is_meant() => Expect("America/New_York", "00:00", "08:00", "2026-11-20T05:00Z", "2026-11-20T13:00Z");

    [Fact]
    public void An_end_lies_ahead_and_is_quiet_no_more()
    {
        TimeZoneInfo[] zones = [.. ((string[])["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"]).Select(TimeZoneInfo.FindSystemTimeZoneById)];
        Gen.Select(Gen.Int[0, zones.Length - 1], Gen.Int[0, 1439], Gen.Int[0, 1439], Gen.Int[0, 2 * 366 * 1440]).Sample((zone, from, to, minute) =>
        {
            var quiet = new QuietHours(Time(from), Time(to), zones[zone]);
            var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute);
            if (quiet.EndAfter(now) is not { } end) return;
            Assert.InRange(end - now, TimeSpan.FromMinutes(1), TimeSpan.FromHours(26));
            Assert.Null(quiet.EndAfter(end));
        }, iter: 20_000);
    }

    private static TimeOnly Time(int minute) => new(minute / 60, minute % 60);

    private static void Expect(string zone, string from, string to, string now, string? end)
    {
        var quiet = new QuietHours(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(end is null ? null : At(end), quiet.EndAfter(At(now)));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
