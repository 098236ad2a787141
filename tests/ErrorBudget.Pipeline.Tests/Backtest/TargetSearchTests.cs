using ErrorBudget.Pipeline.Backtest;

namespace ErrorBudget.Pipeline.Tests.Backtest;

public sealed class TargetSearchTests
{
    private static readonly Minute Start = GeneratedYear.Start;

    [Theory]
    [InlineData(1, 1_000, 0, 0.999)]
    [InlineData(1, 1_000, 50, 0.998)]
    [InlineData(123, 100_000, 0, 0.9987)]
    [InlineData(999, 1_000_000, 0, 0.999)]
    [InlineData(1, 3, 0, 0.66)]
    public void The_target_is_rounded_to_two_digits_of_budget_and_never_to_a_stricter_one(long bad, long total, int reservePercent, double target)
    {
        var worst = new WorstWindow(new MinuteRange(Start, Start + 1), bad, total);

        Assert.Equal(new Target((decimal)target), TargetSearch.StrictestTarget(worst, reservePercent / 100m));
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(1_000, 1_000)]
    [InlineData(900, 1_000)]
    public void Nothing_bad_supports_any_target_and_nearly_all_bad_supports_none(long bad, long total) =>
        Assert.Null(TargetSearch.StrictestTarget(new WorstWindow(new MinuteRange(Start, Start + 1), bad, total), 0.2m));

    [Fact]
    public void A_past_that_is_shorter_than_a_window_says_nothing_of_it()
    {
        var slo = GeneratedYear.Objective.Slo;
        var ledger = Ledger.StartingAt(Start).Append([.. Enumerable.Repeat(Bucket.Of(999, 1_000), 10 * Minute.PerDay)]);

        var suggestions = TargetSearch.Run(slo, ledger, new MinuteRange(Start, ledger.Through), 0);

        Assert.Equal([new Target(0.999m), null, null, null], suggestions.Select(suggestion => suggestion.Target));
        Assert.All(suggestions, suggestion => Assert.Equal(10, suggestion.HistoryDays));
    }

    [Fact]
    public void Slices_are_searched_as_slices_and_a_past_without_events_says_nothing()
    {
        var rule = new SliceRule(5, 0.99m);
        var slo = GeneratedYear.Objective.Slo with { Slices = rule };
        var hour = Enumerable.Repeat(Bucket.Of(1, 2), 5).Concat(Enumerable.Repeat(Bucket.Of(2, 2), 55));
        var ledger = Ledger.StartingAt(Start).Append([.. Enumerable.Repeat(hour, 24 * 7).SelectMany(minutes => minutes)], rule);

        var worst = TargetSearch.Run(slo, ledger, new MinuteRange(Start, ledger.Through), 0)[0].Worst!;
        Assert.Equal((24 * 7, 24 * 7 * 12), (worst.Bad, worst.Total));

        var idle = Ledger.StartingAt(Start).Append([.. Enumerable.Repeat(Bucket.Of(0, 0), 8 * Minute.PerDay)]);
        Assert.Null(TargetSearch.Run(GeneratedYear.Objective.Slo, idle, new MinuteRange(Start, idle.Through), 0)[0].Worst);
    }
}
