namespace ErrorBudget.Tests;

public sealed class ZoneThresholdsTests
{
    /// <summary>A million events at 99.9 % allow 1,000: every bad event is a tenth of a percent.</summary>
    [Theory]
    [InlineData(0, Zone.Standard)]
    [InlineData(199, Zone.Standard)] // 80.1 %
    [InlineData(200, Zone.Monitor)] // exactly 80
    [InlineData(201, Zone.Monitor)]
    [InlineData(499, Zone.Monitor)]
    [InlineData(500, Zone.Monitor)] // exactly 50
    [InlineData(501, Zone.SignOff)]
    [InlineData(799, Zone.SignOff)]
    [InlineData(800, Zone.SignOff)] // exactly 20
    [InlineData(801, Zone.Block)]
    [InlineData(999, Zone.Block)]
    [InlineData(1000, Zone.Block)] // exactly 0
    [InlineData(1001, Zone.Block)]
    [InlineData(1_000_000, Zone.Block)]
    public void Borders_are_exact_to_the_event(long bad, Zone zone) =>
        Assert.Equal(zone, ZoneThresholds.Default.ZoneOf(new Budget(Slos.ThreeNines, bad, 1_000_000, true), 0));

    [Theory]
    [InlineData(2_000_000_000_000, Zone.Monitor)]
    [InlineData(1_999_999_999_999, Zone.Standard)]
    [InlineData(8_000_000_000_000, Zone.SignOff)]
    [InlineData(8_000_000_000_001, Zone.Block)]
    public void Nothing_is_rounded_before_it_is_compared(long bad, Zone zone) =>
        Assert.Equal(zone, ZoneThresholds.Default.ZoneOf(new Budget(Slos.ThreeNines, bad, 10_000_000_000_000_000, true), 0));

    [Theory]
    [InlineData(1000, (7 * 1440) - 1, Zone.Block)]
    [InlineData(1000, 7 * 1440, Zone.Freeze)] // exactly seven days at exactly nothing left
    [InlineData(1500, 8 * 1440, Zone.Freeze)]
    [InlineData(999, 8 * 1440, Zone.Block)] // something is left
    [InlineData(0, 8 * 1440, Zone.Standard)]
    public void Exhausted_for_seven_days_is_frozen(long bad, int minutes, Zone zone) =>
        Assert.Equal(zone, ZoneThresholds.Default.ZoneOf(new Budget(Slos.ThreeNines, bad, 1_000_000, true), minutes));

    [Fact]
    public void An_unknown_budget_is_in_no_zone_however_long() =>
        Assert.Equal(Zone.Unknown, ZoneThresholds.Default.ZoneOf(new Budget(Slos.ThreeNines, 0, 0, false), 100 * 1440));

    [Fact]
    public void No_traffic_is_a_full_budget() =>
        Assert.Equal(Zone.Standard, ZoneThresholds.Default.ZoneOf(new Budget(Slos.ThreeNines, 0, 0, true), 0));

    [Theory]
    [InlineData(100, Zone.Monitor)]
    [InlineData(99, Zone.Standard)]
    [InlineData(400, Zone.Monitor)]
    [InlineData(401, Zone.SignOff)]
    [InlineData(950, Zone.SignOff)]
    [InlineData(951, Zone.Block)]
    public void Borders_are_settings(long bad, Zone zone)
    {
        var zones = new ZoneThresholds { StandardAbovePct = 90, MonitorFromPct = 60, SignOffFromPct = 5, FreezeAfterDays = 1 };
        Assert.Equal(zone, zones.ZoneOf(new Budget(Slos.ThreeNines, bad, 1_000_000, true), 0));
        Assert.Equal(Zone.Freeze, zones.ZoneOf(new Budget(Slos.ThreeNines, 1000, 1_000_000, true), 1440));
    }
}
