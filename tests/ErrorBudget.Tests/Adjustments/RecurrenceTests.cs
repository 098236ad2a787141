namespace ErrorBudget.Tests;

public sealed class RecurrenceTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void It_begins_by_local_clocks_before_and_after_they_change()
    {
        var nightly = new Recurrence([DayOfWeek.Sunday], new TimeOnly(22, 0), 120, Berlin);
        Assert.Equal(
            ["2026-10-18T20:00Z/2026-10-18T22:00Z", "2026-10-25T21:00Z/2026-10-25T23:00Z", "2026-11-01T21:00Z/2026-11-01T23:00Z"],
            Within(nightly, "2026-10-18T00:00Z", "2026-11-02T00:00Z"));
    }

    [Theory]
    [InlineData(2, 30, "2026-03-29T00:00Z", "2026-03-29T01:00Z/2026-03-29T02:30Z")] // 02:30 does not exist: 03:00 follows 01:59
    [InlineData(2, 30, "2026-10-25T00:00Z", "2026-10-25T00:30Z/2026-10-25T02:00Z")] // the first of two half past twos, for 90 real minutes
    public void A_time_that_clocks_skip_or_show_twice_is_had_once(int hour, int minute, string from, string expected) =>
        Assert.Equal([expected], Within(new Recurrence(Enum.GetValues<DayOfWeek>(), new TimeOnly(hour, minute), 90, Berlin), from, from[..11] + "12:00Z"));

    [Fact]
    public void A_stretch_that_begins_the_day_before_and_one_at_the_border_are_told_apart()
    {
        var late = new Recurrence([DayOfWeek.Friday], new TimeOnly(23, 0), 120, TimeZoneInfo.Utc);
        Assert.Equal(["2026-11-20T23:00Z/2026-11-21T01:00Z"], Within(late, "2026-11-21T00:59Z", "2026-11-21T02:00Z"));
        Assert.Empty(Within(late, "2026-11-21T01:00Z", "2026-11-27T23:00Z"));
    }

    [Fact]
    public void What_recurs_begins_and_ends_when_the_adjustment_says()
    {
        var weekly = Adjusting.Of(AdjustmentKind.Maintenance, Slos.At("2026-11-08T00:00Z"), Slos.At("2026-11-22T00:00Z")) with
        {
            Recurrence = new Recurrence([DayOfWeek.Sunday], new TimeOnly(0, 0), 60, TimeZoneInfo.Utc),
        };
        Assert.Equal(
            ["2026-11-08T00:00Z/2026-11-08T01:00Z", "2026-11-15T00:00Z/2026-11-15T01:00Z"],
            weekly.Within(new MinuteRange(Slos.At("2026-10-01T00:00Z"), Slos.At("2026-12-31T00:00Z"))).Select(stretch => stretch.ToString()));
    }

    [Fact]
    public void What_has_begun_when_the_adjustment_ends_runs_its_course_whatever_part_of_it_is_asked_for()
    {
        var weekly = Adjusting.Of(AdjustmentKind.Maintenance, Slos.At("2026-11-08T00:00Z"), Slos.At("2026-11-22T00:20Z")) with
        {
            Recurrence = new Recurrence([DayOfWeek.Sunday], new TimeOnly(0, 0), 60, TimeZoneInfo.Utc),
        };
        var latest = new MinuteRange(Slos.At("2026-11-22T00:00Z"), Slos.At("2026-11-22T01:00Z"));
        for (var minute = latest.Start; minute < latest.End; minute += 1) Assert.Equal([latest], weekly.Within(new MinuteRange(minute, minute + 1)));
        Assert.Empty(weekly.Within(new MinuteRange(latest.End, latest.End + (30 * Minute.PerDay))));
    }

    [Fact]
    public void An_adjustment_that_makes_no_sense_says_why()
    {
        var (at, weekly) = (Slos.Start, new Recurrence([DayOfWeek.Sunday], default, 60, TimeZoneInfo.Utc));
        (Adjustment Adjustment, string? Says)[] cases =
        [
            (Adjusting.Of(AdjustmentKind.Maintenance, at, at + 60), null),
            (Adjusting.Of(AdjustmentKind.Maintenance, at) with { Recurrence = weekly }, null),
            (Adjusting.Of(AdjustmentKind.BudgetReset, at), null),
            (Adjusting.Of(AdjustmentKind.Correction, at, at + 1440, bad: 1), null),
            (Adjusting.Of(AdjustmentKind.ExcludedIncident, at) with { Recurrence = weekly }, "recurs"),
            (Adjusting.Of(AdjustmentKind.ExcludedIncident, at, at), "not after"),
            (Adjusting.Of(AdjustmentKind.ExcludedIncident, at), "missing"),
            (Adjusting.Of(AdjustmentKind.Maintenance, at, at + (93 * 1440)), "92 days"),
            (Adjusting.Of(AdjustmentKind.Maintenance, at, at + 1, bad: 1), "corrections only"),
            (Adjusting.Of(AdjustmentKind.BudgetReset, at, at + 1), "moment"),
            (Adjusting.Of(AdjustmentKind.Correction, at, at + 1441, bad: 1), "a day long"),
            (Adjusting.Of(AdjustmentKind.Correction, at, at + 1), "how many"),
            (Adjusting.Of(AdjustmentKind.Correction, at, at + 1, bad: long.MinValue), "corrects more"),
        ];
        Assert.All(cases, one => Assert.True(one.Says is null ? one.Adjustment.WhatIsWrong() is null : one.Adjustment.WhatIsWrong()?.Contains(one.Says, StringComparison.Ordinal) == true, $"{one.Says}: {one.Adjustment.WhatIsWrong()}"));
    }

    private static IEnumerable<string> Within(Recurrence recurrence, string from, string to) =>
        recurrence.Within(new MinuteRange(Slos.At(from), Slos.At(to))).Select(stretch => stretch.ToString());
}
