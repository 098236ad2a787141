using CsCheck;

namespace ErrorBudget.Tests;

public sealed class BurnRateTests
{
    [Fact]
    public void Two_percent_errors_at_three_nines_burn_twenty_times_the_budget()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(60, bad: 20, total: 1000));
        var burn = BurnRate.Over(ledger, 60, ledger.Through, null);
        Assert.Equal(20m, burn.Value(Slos.ThreeNines));
        Assert.True(burn.IsAtLeast(14.4m, Slos.ThreeNines));
    }

    [Fact]
    public void Every_event_bad_is_the_highest_burn_rate() => Assert.Equal(1000m, new BurnRate(7, 7, true).Value(Slos.ThreeNines));

    [Theory]
    [InlineData(144, 10_000, true)] // exactly 14.4; binary arithmetic says 14.399999999999988
    [InlineData(143, 10_000, false)]
    [InlineData(145, 10_000, true)]
    [InlineData(144, 10_001, false)]
    [InlineData(1_440_000_000, 100_000_000_000, true)]
    [InlineData(1_439_999_999, 100_000_000_000, false)]
    public void A_burn_at_the_multiplier_is_at_least_the_multiplier_and_one_event_less_is_not(long bad, long total, bool atLeast) =>
        Assert.Equal(atLeast, new BurnRate(bad, total, true).IsAtLeast(14.4m, Slos.ThreeNines));

    [Fact]
    public void No_traffic_burns_nothing()
    {
        var none = new BurnRate(0, 0, true);
        Assert.Equal(0m, none.Value(Slos.ThreeNines));
        Assert.False(none.IsAtLeast(1m, Slos.ThreeNines));
    }

    [Fact]
    public void An_unknown_burn_has_no_value_and_is_at_least_nothing()
    {
        var unknown = new BurnRate(10, 10, false);
        Assert.Null(unknown.Value(Slos.ThreeNines));
        Assert.False(unknown.IsAtLeast(1m, Slos.ThreeNines));
    }

    [Fact]
    public void A_burn_is_unknown_when_the_newest_minute_is()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(59, 0, 10), Slos.Unknown(1));
        Assert.False(BurnRate.Over(ledger, 60, ledger.Through, null).IsKnown);
        Assert.True(BurnRate.Over(ledger, 30, ledger.Through - 1, null).IsKnown);
    }

    [Theory]
    [InlineData(60, 30, true)]
    [InlineData(60, 29, false)]
    [InlineData(5, 3, true)]
    [InlineData(5, 2, false)]
    [InlineData(1, 1, true)]
    [InlineData(360, 30, true)] // half an hour is enough for a long window
    [InlineData(360, 29, false)]
    public void Half_of_a_window_or_half_an_hour_must_be_known(int window, int known, bool isKnown)
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(60, 5, 10), Slos.Unknown(window - known), Slos.Minutes(known, 0, 10));
        Assert.Equal(isKnown, BurnRate.Over(ledger, window, ledger.Through, null).IsKnown);
    }

    [Fact]
    public void A_window_that_reaches_back_before_the_ledger_is_unknown()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(60, 10, 10));
        Assert.True(BurnRate.Over(ledger, 60, ledger.Through, null).IsKnown);
        Assert.False(BurnRate.Over(ledger, 61, ledger.Through, null).IsKnown);
    }

    [Fact]
    public void One_bad_slice_of_sixty_expected_burns_sixteen_point_seven_whatever_was_observed()
    {
        // Only the newest half hour was observed, one slice of it bad: dividing by what was observed would say 33.3.
        var slices = new SliceRule(1, 0.9m);
        var ledger = Slos.LedgerOf(slices, Slos.Unknown(30), Slos.Minutes(29, 0, 10), Slos.Minutes(1, 10, 10));
        var burn = BurnRate.Over(ledger, 60, ledger.Through, slices);
        Assert.Equal((1, 60), (burn.Bad, burn.Total));
        Assert.Equal(16.7m, Math.Round(burn.Value(Slos.ThreeNines)!.Value, 1));
    }

    [Fact]
    public void A_window_shorter_than_a_slice_is_a_slice_long_so_that_it_can_burn()
    {
        var slices = new SliceRule(10, 0.9m);
        var ledger = Slos.LedgerOf(slices, Slos.Minutes(60, 10, 10));
        Assert.Equal(new BurnRate(1, 1, true), BurnRate.Over(ledger, 5, ledger.Through, slices));
    }

    [Fact]
    public void Never_more_slices_are_bad_than_a_window_has() =>
        (from slices in Histories.Slices
         from minutes in Histories.Minute.Array[120, 300]
         from window in Gen.Int[1, 60]
         from back in Gen.Int[0, 60]
         select (slices, minutes, window, back)).Sample(test =>
         {
             var ledger = Slos.LedgerOf(test.slices, test.minutes);
             var burn = BurnRate.Over(ledger, test.window, ledger.Through - test.back, test.slices);
             Assert.InRange(burn.Bad, 0, burn.Total);
             Assert.InRange(burn.Total * test.slices.Minutes, test.window, test.window + test.slices.Minutes - 1);
         });

    [Fact]
    public void The_burn_over_a_window_is_the_burn_of_the_sum_of_its_minutes() =>
        (from minutes in Histories.Minute.Array[60, 300]
         from window in Gen.Int[1, 60]
         select (minutes, window)).Sample(test =>
         {
             var history = History.OfMinutes(Slos.Start, test.minutes);
             var sum = history.Sum(MinuteRange.Last(test.window, history.End));
             var burn = BurnRate.Over(Slos.LedgerOf(null, test.minutes), test.window, history.End, null);
             Assert.Equal((sum.Bad, sum.Total), (burn.Bad, burn.Total));
             Assert.Equal(test.minutes[^1].IsKnown && sum.KnownMinutes >= test.window / 2m, burn.IsKnown);
         });
}
