using System.Globalization;

namespace ErrorBudget.Tests;

public sealed class SloWindowTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(28)]
    [InlineData(30)]
    [InlineData(90)]
    [InlineData(400)]
    public void A_rolling_window_is_exactly_its_days_long_and_ends_at_the_watermark(int days)
    {
        var through = At("2026-11-23T08:05Z");
        var window = SloWindow.Rolling(days).UpTo(through);
        Assert.Equal(through, window.End);
        Assert.Equal(days * 1440, window.Length);
        Assert.Equal(days * 1440, SloWindow.Rolling(days).MaximumMinutes);
        Assert.Null(SloWindow.Rolling(days).Reset(through));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(401)]
    public void A_rolling_window_outside_1_to_400_days_is_refused(int days) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SloWindow.Rolling(days));

    [Fact]
    public void A_calendar_window_cannot_be_rolling() =>
        Assert.Throws<ArgumentException>(() => SloWindow.Calendar(WindowKind.Rolling));

    [Theory]
    [InlineData(WindowKind.Week, "2026-11-23T00:00Z", "2026-11-30T00:00Z")]
    [InlineData(WindowKind.Month, "2026-11-01T00:00Z", "2026-12-01T00:00Z")]
    [InlineData(WindowKind.Quarter, "2026-10-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData(WindowKind.Year, "2026-01-01T00:00Z", "2027-01-01T00:00Z")]
    public void A_calendar_window_runs_from_the_start_of_its_period(WindowKind kind, string start, string reset)
    {
        var through = At("2026-11-25T08:05Z");
        var window = SloWindow.Calendar(kind);
        Assert.Equal(new MinuteRange(At(start), through), window.UpTo(through));
        Assert.Equal(At(reset), window.Reset(through));
    }

    [Theory]
    [InlineData("2026-11-22T23:59Z", "2026-11-16T00:00Z")]
    [InlineData("2026-11-23T00:01Z", "2026-11-23T00:00Z")]
    [InlineData("2026-11-29T12:00Z", "2026-11-23T00:00Z")]
    public void A_week_starts_on_Monday(string through, string start) =>
        Assert.Equal(At(start), SloWindow.Calendar(WindowKind.Week).UpTo(At(through)).Start);

    [Theory]
    [InlineData("2026-02-10T00:00Z", "2026-01-01T00:00Z")]
    [InlineData("2026-03-31T23:59Z", "2026-01-01T00:00Z")]
    [InlineData("2026-04-01T00:01Z", "2026-04-01T00:00Z")]
    [InlineData("2026-07-15T00:00Z", "2026-07-01T00:00Z")]
    [InlineData("2026-12-31T23:59Z", "2026-10-01T00:00Z")]
    public void Quarters_start_in_January_April_July_and_October(string through, string start) =>
        Assert.Equal(At(start), SloWindow.Calendar(WindowKind.Quarter).UpTo(At(through)).Start);

    [Theory]
    [InlineData(WindowKind.Week, "2026-11-23T00:00Z", 7)]
    [InlineData(WindowKind.Month, "2026-03-01T00:00Z", 28)]
    [InlineData(WindowKind.Month, "2028-03-01T00:00Z", 29)]
    [InlineData(WindowKind.Month, "2026-05-01T00:00Z", 30)]
    [InlineData(WindowKind.Month, "2026-06-01T00:00Z", 31)]
    [InlineData(WindowKind.Quarter, "2026-04-01T00:00Z", 90)]
    [InlineData(WindowKind.Quarter, "2028-04-01T00:00Z", 91)]
    [InlineData(WindowKind.Year, "2027-01-01T00:00Z", 365)]
    [InlineData(WindowKind.Year, "2029-01-01T00:00Z", 366)]
    public void At_the_end_of_a_period_the_window_is_the_whole_period_and_a_minute_later_the_first_minute_of_the_next(WindowKind kind, string end, int days)
    {
        var (window, through) = (SloWindow.Calendar(kind), At(end));
        Assert.Equal(days * 1440, window.UpTo(through).Length);
        Assert.Equal(through, window.Reset(through));
        Assert.Equal(new MinuteRange(through, through + 1), window.UpTo(through + 1));
        Assert.True(window.Reset(through + 1) > through + 1);
    }

    [Theory]
    [InlineData("2026-03-31T22:00Z", (31 * 24) - 1)] // March has a day of 23 hours
    [InlineData("2026-10-31T23:00Z", (31 * 24) + 1)] // October one of 25
    public void Months_with_a_clock_change_are_an_hour_shorter_or_longer(string end, int hours) =>
        Assert.Equal(hours * 60, SloWindow.Calendar(WindowKind.Month, Berlin).UpTo(At(end)).Length);

    [Theory]
    [InlineData("America/Asuncion", WindowKind.Quarter, "2023-10-01T04:00Z")] // 00:00 to 01:00 is skipped
    [InlineData("America/Asuncion", WindowKind.Month, "2017-10-01T04:00Z")]
    [InlineData("Asia/Amman", WindowKind.Quarter, "2016-03-31T22:00Z")]
    [InlineData("Asia/Damascus", WindowKind.Month, "2011-03-31T22:00Z")]
    [InlineData("Africa/Cairo", WindowKind.Month, "2024-10-31T22:00Z")] // 24:00 is set back to 23:00
    [InlineData("America/St_Johns", WindowKind.Month, "2009-11-01T02:30Z")] // 00:01 is set back to 23:01: midnight comes twice
    [InlineData("America/Havana", WindowKind.Month, "2026-11-01T04:00Z")] // 01:00 is set back to 00:00
    [InlineData("Asia/Kathmandu", WindowKind.Month, "2026-06-30T18:15Z")]
    [InlineData("Pacific/Kiritimati", WindowKind.Week, "2026-11-22T10:00Z")]
    public void A_period_starts_with_the_first_minute_local_clocks_show_its_first_day(string zone, WindowKind kind, string start)
    {
        var window = SloWindow.Calendar(kind, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var expected = At(start);
        Assert.Equal(expected, window.Reset(expected - 600));
        Assert.Equal(expected, window.Reset(expected));
        for (var through = expected + 1; through < expected + 180; through += 1) Assert.Equal(expected, window.UpTo(through).Start);
    }

    /// <summary>Periods are to follow each other without gap or overlap, whatever the clocks do.</summary>
    [Theory]
    [InlineData("America/Sao_Paulo")]
    [InlineData("America/Asuncion")]
    [InlineData("America/Havana")]
    [InlineData("America/St_Johns")]
    [InlineData("Africa/Cairo")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Antarctica/Casey")]
    [InlineData("Antarctica/Troll")]
    [InlineData("Asia/Amman")]
    [InlineData("Asia/Beirut")]
    [InlineData("Asia/Damascus")]
    [InlineData("Asia/Khandyga")]
    [InlineData("Asia/Tehran")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Europe/Berlin")]
    [InlineData("Pacific/Apia")]
    public void Periods_follow_each_other_without_a_break_in_every_zone(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        foreach (var kind in new[] { WindowKind.Week, WindowKind.Month, WindowKind.Quarter, WindowKind.Year })
        {
            var window = SloWindow.Calendar(kind, zone);
            var start = window.UpTo(At("2000-06-15T00:00Z")).Start;
            while (start < At("2037-01-01T00:00Z"))
            {
                var reset = window.Reset(start + 1)!.Value;
                Assert.True(LocalDay(reset - 1) < LocalDay(reset), $"{id} {kind} {reset}: the local day does not change");
                Assert.True(kind == WindowKind.Week ? LocalDay(reset).DayOfWeek == DayOfWeek.Monday : LocalDay(reset).Day == 1, $"{id} {kind} {reset}");
                Assert.InRange(reset - start, 1, window.MaximumMinutes);
                Assert.Equal(start, window.UpTo(reset).Start);
                Assert.Equal(reset, window.UpTo(reset + 1).Start);
                Assert.Equal(reset, window.UpTo(reset + 90).Start);
                start = reset;
            }
        }

        DateOnly LocalDay(Minute minute) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(minute.Start, zone).DateTime);
    }

    [Fact]
    public void Windows_read_as_people_write_them()
    {
        Assert.Equal("30 d", SloWindow.Rolling(30).ToString());
        Assert.Equal("month", SloWindow.Calendar(WindowKind.Month).ToString());
        Assert.Equal("quarter (Europe/Berlin)", SloWindow.Calendar(WindowKind.Quarter, Berlin).ToString());
    }

    private static Minute At(string text) => Minute.Containing(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));
}
