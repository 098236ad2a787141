using CsCheck;

namespace ErrorBudget.Tests;

public sealed class TimeToExhaustionTests
{
    private const int Hours = 30 * 24;
    private const long Traffic = 100_000; // events an hour

    [Theory]
    [InlineData(1000, 1)] // b = 1000: the whole budget in 43.2 minutes
    [InlineData(20, 1)]
    [InlineData(14, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)] // b = 1.5
    public void A_full_budget_lasts_the_window_divided_by_the_burn(int times, int by)
    {
        var burn = (double)times / by;
        var estimate = Estimate(spent: 0, now: 100L * times / by, leaving: 0);
        AssertHours(Hours / burn, estimate);
    }

    [Fact]
    public void What_is_left_lasts_accordingly_shorter() =>
        AssertHours(0.25 * Hours / 4, Estimate(spent: 0.75m, now: 400, leaving: 0));

    [Fact]
    public void What_leaves_the_window_is_netted_off() =>
        AssertHours(0.5 * Hours / (4 - 1.5), Estimate(spent: 0.5m, now: 400, leaving: 150));

    [Fact]
    public void With_steady_traffic_it_is_remaining_times_window_by_net_burn() =>
        (from spent in Gen.Int[0, 99]
         from now in Gen.Long[100, 100_000]
         from leaving in Gen.Long[0, 100_000]
         select (spent, now, leaving)).Sample(test =>
         {
             var net = (test.now - test.leaving) / 100.0;
             var expected = (1 - (test.spent / 100.0)) * Hours / net;
             var estimate = Estimate(test.spent / 100m, test.now, test.leaving);
             if (net <= 0) Assert.Null(estimate);
             else Assert.Equal(Math.Min(expected, Hours), estimate!.Value.TotalHours, 0.001 * Math.Max(1, expected / 100));
         });

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.5)]
    public void An_exhausted_budget_lasts_no_time_not_a_negative_one(double spent)
    {
        Assert.Equal(TimeSpan.Zero, Estimate((decimal)spent, now: 1000, leaving: 0));
        Assert.Equal(TimeSpan.Zero, Estimate((decimal)spent, now: 0, leaving: 1000)); // also while it recovers
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(100, 200)]
    [InlineData(1, 1000)]
    public void A_recovering_budget_has_no_end(long now, long leaving) => Assert.Null(Estimate(0.5m, now, leaving));

    [Fact]
    public void Without_bad_events_there_is_no_end_even_when_busier_hours_leave()
    {
        var budget = new Budget(Slos.ThreeNines, 50, 100_000, true);
        Assert.Null(TimeToExhaustion.Estimate(budget, new BurnRate(0, 10, true), new BurnRate(0, 1000, true), windowMinutes: Hours * 60));
    }

    [Fact]
    public void Nothing_unknown_is_estimated()
    {
        var full = new Budget(Slos.ThreeNines, 0, Hours * Traffic, true);
        Assert.Null(TimeToExhaustion.Estimate(full, default, default));
        Assert.Null(TimeToExhaustion.Estimate(full with { IsKnown = false }, new BurnRate(1000, Traffic, true), default));
    }

    [Fact]
    public void A_pace_the_budget_sustains_never_exhausts_a_rolling_window() =>
        Assert.Null(Estimate(spent: 0, now: 50, leaving: 0)); // W/b would say 60 days, but by then all 30 days burn at half

    [Fact]
    public void A_pace_above_the_budget_exhausts_a_rolling_window_within_its_length() =>
        Assert.Equal(TimeSpan.FromDays(30), Estimate(spent: 0.5m, now: 150, leaving: 140)); // the formula says 150 days

    [Fact]
    public void A_pace_below_the_budget_may_still_exhaust_what_little_is_left() =>
        AssertHours(0.01 * Hours / 0.5, Estimate(spent: 0.99m, now: 50, leaving: 0));

    [Theory]
    [InlineData(601, true)]
    [InlineData(600, false)]
    [InlineData(599, false)]
    public void A_calendar_window_that_starts_anew_before_has_no_end(int resetIn, bool ends)
    {
        // 60,000 events so far allow 60; 10 are left; an hour brings 2 bad of 1,000, one more than it allows: ten hours.
        var budget = new Budget(Slos.ThreeNines, 50, 60_000, true);
        var estimate = TimeToExhaustion.Estimate(budget, new BurnRate(2, 1000, true), default, resetIn);
        Assert.Equal(ends ? TimeSpan.FromHours(10) : null, estimate);
    }

    [Fact]
    public void It_is_what_replaying_the_same_hour_leads_to()
    {
        // Steady traffic, no errors for a day, then 3 bad a minute where 1 is allowed.
        var slo = Slos.Of(0.999m, SloWindow.Rolling(1));
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 1000), Slos.Minutes(60, 3, 1000));
        var estimate = Slos.Evaluate(slo, ledger).TimeToExhaustion!.Value;

        var later = ledger.Append([.. Slos.Minutes(1000, 3, 1000)]);
        var first = Enumerable.Range(0, 1001).First(i => Budget.Of(slo, later, ledger.Through + i).IsExhausted);
        Assert.Equal(first, estimate.TotalMinutes, 1.0);
    }

    [Fact]
    public void A_snapshot_looks_at_the_last_hour_the_oldest_hour_and_the_reset()
    {
        var rolling = Slos.Of(0.999m, SloWindow.Rolling(1));
        var steady = Slos.LedgerOf(null, Slos.Minutes(60, 2, 10_000), Slos.Minutes(1320, 0, 10_000), Slos.Minutes(60, 20, 10_000));
        // 14,400 allowed, 1,320 spent; the hour brings 1,200, and 120 leave with the oldest.
        AssertHours(13_080.0 / (1200 - 120), Slos.Evaluate(rolling, steady).TimeToExhaustion);

        // On Monday 2026-11-02 at 00:00 the week starts anew; 300 of the bad events allowed so far are spent.
        var week = Slos.Of(0.999m, SloWindow.Calendar(WindowKind.Week));
        AssertHours((858.0 - 300) / (300 - 6), Slos.Evaluate(week, UpTo(Slos.At("2026-10-31T23:00Z"))).TimeToExhaustion); // 25 hours are left
        Assert.Null(Slos.Evaluate(week, UpTo(Slos.At("2026-11-01T23:00Z"))).TimeToExhaustion); // one hour, of the 2.4 it would take

        static Ledger UpTo(Minute through)
        {
            var monday = Slos.At("2026-10-26T00:00Z");
            return Ledger.StartingAt(monday).Append([.. Slos.Minutes(through - monday - 60, 0, 100), .. Slos.Minutes(60, 5, 100)]);
        }
    }

    private static void AssertHours(double expected, TimeSpan? estimate) => Assert.Equal(expected, estimate!.Value.TotalHours, 0.001);

    private static TimeSpan? Estimate(decimal spent, long now, long leaving) => TimeToExhaustion.Estimate(
        new Budget(Slos.ThreeNines, (long)(spent * Hours * Traffic * 0.001m), Hours * Traffic, true),
        new BurnRate(now, Traffic, true),
        new BurnRate(leaving, Traffic, true),
        windowMinutes: Hours * 60);
}
