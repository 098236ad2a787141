using CsCheck;

namespace ErrorBudget.Tests;

public sealed class TimesliceTests
{
    [Theory]
    [InlineData(1, 80, 10_080, "0.99206349")]
    [InlineData(60, 10, 168, "0.94047619")]
    public void The_SLI_is_good_slices_of_those_expected(int slice, int bad, int expected, string sli)
    {
        var slices = new SliceRule(slice, 0.95m);
        var slo = Slos.Of(0.95m, SloWindow.Rolling(7), slices);
        var ledger = Slos.LedgerOf(slices, Slos.Minutes(slice * bad, 1, 10), Slos.Minutes(slice * (expected - bad), 0, 10));
        var budget = Budget.Of(slo, ledger, ledger.Through);
        Assert.Equal((bad, expected), (budget.Bad, budget.Total));
        Assert.Equal(decimal.Parse(sli, System.Globalization.CultureInfo.InvariantCulture), Math.Round(budget.Sli!.Value, 8));
    }

    [Theory]
    [InlineData(7, 1, "10.08")]
    [InlineData(7, 5, "2.016")]
    [InlineData(30, 1, "43.2")]
    [InlineData(30, 5, "8.64")]
    public void The_budget_in_slices_follows_from_the_window(int days, int slice, string allowed)
    {
        var slices = new SliceRule(slice, 0.95m);
        var ledger = Slos.LedgerOf(slices, Slos.Minutes(10, 0, 10));
        var budget = Budget.Of(Slos.Of(0.999m, SloWindow.Rolling(days), slices), ledger, ledger.Through);
        Assert.Equal(decimal.Parse(allowed, System.Globalization.CultureInfo.InvariantCulture), budget.Allowed);
    }

    [Fact]
    public void Empty_slices_are_good_and_unknown_ones_are_not_bad_but_lower_the_coverage()
    {
        var slices = new SliceRule(5, 0.9m);
        var slo = Slos.Of(0.99m, SloWindow.Rolling(1), slices);
        var ledger = Slos.LedgerOf(slices, Slos.Minutes(360, 0, 0), Slos.Unknown(360), Slos.Minutes(5, 10, 10), Slos.Minutes(715, 0, 10));
        var snapshot = Slos.Evaluate(slo, ledger);
        Assert.Equal((1, 288, true), (snapshot.Budget.Bad, snapshot.Budget.Total, snapshot.Budget.IsKnown));
        Assert.Equal(0.75m, snapshot.Coverage);
    }

    [Fact]
    public void Nothing_but_unknown_slices_are_unknown_not_good()
    {
        var slices = new SliceRule(5, 0.9m);
        var ledger = Slos.LedgerOf(slices, Slos.Unknown(1440));
        var budget = Budget.Of(Slos.Of(0.99m, SloWindow.Rolling(1), slices), ledger, ledger.Through);
        Assert.Null(budget.Sli);
        Assert.Null(budget.Remaining);
    }

    [Fact]
    public void A_slice_under_way_is_not_judged_before_it_ends()
    {
        var slices = new SliceRule(5, 0.9m);
        var ledger = Slos.LedgerOf(slices, Slos.Minutes(9, 10, 10));
        Assert.Equal(1, ledger.Sum(new MinuteRange(Slos.Start, ledger.Through)).BadSlices);
        Assert.Equal(2, ledger.Append([Bucket.Of(0, 10)], slices).Open.After.BadSlices);
    }

    [Fact]
    public void Few_bad_events_among_many_do_not_make_a_bad_slice_minute_by_minute_ratios_would()
    {
        // One minute of 1 request, bad, among four of 100, good: 1 of 401 bad meets 99 %.
        var slices = new SliceRule(5, 0.99m);
        Assert.Equal(0, Slos.LedgerOf(slices, Slos.Minutes(1, 1, 1), Slos.Minutes(4, 0, 100)).Open.After.BadSlices);
    }

    [Fact]
    public void Slices_of_a_calendar_period_are_those_expected_up_to_now()
    {
        var slices = new SliceRule(5, 0.9m);
        var slo = Slos.Of(0.99m, SloWindow.Calendar(WindowKind.Month), slices);
        var ledger = Slos.LedgerOf(slices, Slos.Minutes(63, 0, 10));
        Assert.Equal(12, Budget.Of(slo, ledger, ledger.Through).Total);
        Assert.Equal(0, Budget.Of(slo, ledger, Slos.Start + 4).Total);
        Assert.True(Budget.Of(slo, ledger, Slos.Start + 4).IsMet);
    }

    [Fact]
    public void A_slice_that_began_before_the_period_counts_where_it_ends()
    {
        // In Kathmandu November begins at 18:15 UTC; the slice of 18:00 ends 45 minutes later.
        var slices = new SliceRule(60, 0.9m);
        var slo = Slos.Of(0.99m, SloWindow.Calendar(WindowKind.Month, TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu")), slices);
        var ledger = Ledger.StartingAt(Slos.At("2026-10-31T18:00Z")).Append([.. Slos.Minutes(60, 10, 10)], slices);
        var budget = Budget.Of(slo, ledger, ledger.Through);
        Assert.Equal((1, 1, true, 0m), (budget.Bad, budget.Total, budget.IsExhausted, budget.Sli!.Value));
    }

    [Fact]
    public void Never_more_slices_are_bad_than_a_budget_counts() =>
        (from slices in Histories.Slices
         from minutes in Histories.Minute.Array[1, 300]
         from kind in Gen.OneOfConst(WindowKind.Week, WindowKind.Month)
         from zone in Gen.OneOfConst("UTC", "Asia/Kathmandu", "Europe/Berlin")
         select (slices, minutes, kind, zone)).Sample(test =>
         {
             var slo = Slos.Of(0.99m, SloWindow.Calendar(test.kind, TimeZoneInfo.FindSystemTimeZoneById(test.zone)), test.slices);
             var ledger = Slos.LedgerOf(test.slices, test.minutes);
             for (var through = Slos.Start + 1; through <= ledger.Through; through += 7)
             {
                 var budget = Budget.Of(slo, ledger, through);
                 Assert.InRange(budget.Bad, 0, budget.Total);
             }
         });
}
