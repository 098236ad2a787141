using CsCheck;

namespace ErrorBudget.Tests;

public sealed class BudgetTests
{
    [Theory]
    [InlineData(0, 1000, 1.0)]
    [InlineData(1, 2000, 0.5)]
    [InlineData(1, 1000, 0.0)]
    [InlineData(3, 1000, -2.0)] // overspending shows
    [InlineData(1000, 1000, -999.0)]
    public void The_remaining_budget_is_signed(long bad, long total, double remaining)
    {
        var budget = new Budget(Slos.ThreeNines, bad, total, true);
        Assert.Equal((decimal)remaining, budget.Remaining);
        Assert.Equal(1 - (decimal)remaining, budget.Consumed);
    }

    [Theory]
    [InlineData(999, 1_000_000, true, false)]
    [InlineData(1000, 1_000_000, true, true)] // exactly at the target: met, and nothing left
    [InlineData(1001, 1_000_000, false, true)]
    [InlineData(1, 1000, true, true)]
    [InlineData(1, 1001, true, false)]
    [InlineData(1, 999, false, true)]
    [InlineData(9_000_000_000_000, 9_000_000_000_000_000, true, true)]
    [InlineData(8_999_999_999_999, 9_000_000_000_000_000, true, false)]
    [InlineData(9_000_000_000_001, 9_000_000_000_000_000, false, true)]
    public void Met_and_exhausted_are_judged_exactly(long bad, long total, bool met, bool exhausted)
    {
        var budget = new Budget(Slos.ThreeNines, bad, total, true);
        Assert.Equal((met, exhausted), (budget.IsMet, budget.IsExhausted));
    }

    [Fact]
    public void No_traffic_spends_nothing_and_has_no_SLI()
    {
        var idle = new Budget(Slos.ThreeNines, 0, 0, true);
        Assert.Equal((null, 0m, 1m, true, false), (idle.Sli, idle.Consumed, idle.Remaining, idle.IsMet, idle.IsExhausted));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 100)]
    [InlineData(5, 100)]
    public void An_unknown_budget_is_neither_met_nor_exhausted_nor_full(long bad, long total)
    {
        var unknown = new Budget(Slos.ThreeNines, bad, total, false);
        Assert.Equal((null, null, null, false, false), (unknown.Sli, unknown.Consumed, unknown.Remaining, unknown.IsMet, unknown.IsExhausted));
    }

    [Fact]
    public void What_is_allowed_may_be_a_fraction_of_an_event() =>
        Assert.Equal(0.5m, new Budget(Slos.ThreeNines, 0, 500, true).Allowed);

    /// <summary>100 requests a second by day, one by night: the ratio of the sums, not the mean of the ratios (which says 1.00 %).</summary>
    [Theory]
    [InlineData(true, 1.98)]
    [InlineData(false, 0.0198)]
    public void Errors_weigh_by_their_traffic_not_by_their_time(bool atPeak, double errorPercent)
    {
        var day = Slos.Minutes(720, bad: atPeak ? 120 : 0, total: 6000);
        var night = Slos.Minutes(720, bad: 0, total: 60);
        // 2 % of 60 is 1.2 a minute: six in five minutes.
        var badNight = Enumerable.Range(0, 720).Select(i => Bucket.Of(60 - (i % 5 == 0 ? 2 : 1), 60));
        var hours = Enumerable.Range(0, 30).SelectMany(_ => day.Concat(atPeak ? night : badNight)).ToArray();
        var slo = Slos.Of(0.999m);
        var budget = Budget.Of(slo, Ledger.StartingAt(Slos.Start).Append(hours), Slos.Start + hours.Length);

        Assert.Equal((decimal)errorPercent, Math.Round((1 - budget.Sli!.Value) * 100, atPeak ? 2 : 4));
        Assert.Equal(30L * 720 * 6060, budget.Total);
    }

    [Fact]
    public void A_budget_is_the_sum_of_its_window() =>
        (from minutes in Histories.Minute.Array[1, 1000]
         from lead in Gen.Int[0, 3]
         select (minutes, lead)).Sample(test =>
         {
             var padded = Slos.Minutes(test.lead * 700, 1, 3).Concat(test.minutes).ToArray();
             var history = History.OfMinutes(Slos.Start, padded);
             var slo = Slos.Of(0.99m, SloWindow.Rolling(1));
             var sum = history.Sum(MinuteRange.Last(1440, history.End));
             var budget = Budget.Of(slo, Slos.LedgerOf(null, padded), history.End);
             var isRead = padded.Length >= 1440;
             Assert.Equal(new Budget(new Target(0.99m), sum.Bad, sum.Total, isRead && sum.KnownMinutes > 0), budget);
             if (budget.Total == 0 || !isRead) return;
             Assert.Equal(budget.Remaining <= 0, budget.IsExhausted);
             Assert.Equal(budget.Sli >= 0.99m, budget.IsMet);
         }, iter: 50);

    [Fact]
    public void Only_the_current_calendar_period_counts()
    {
        // 2026-11-01 is a Sunday: the week starts a day later.
        var slo = Slos.Of(0.99m, SloWindow.Calendar(WindowKind.Week));
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 10, 10), Slos.Minutes(60, 1, 10));
        Assert.Equal((60, 600), Sums(ledger.Through));
        Assert.Equal((14_400, 14_400), Sums(Slos.Start + 1440)); // the old week to its very end
        Assert.Equal((1, 10), Sums(Slos.Start + 1441));

        (long, long) Sums(Minute through) => (Budget.Of(slo, ledger, through).Bad, Budget.Of(slo, ledger, through).Total);
    }
}
