using System.Diagnostics;
using ErrorBudget.Pipeline.Backtest;

namespace ErrorBudget.Pipeline.Tests.Backtest;

/// <summary>A backtest on a generated year with known incidents reproduces them to the minute.</summary>
public sealed class YearTests(ITestOutputHelper output)
{
    private static readonly Minute Start = GeneratedYear.Start;
    private static readonly BacktestOptions Options = new() { Days = 365 };

    /// <summary>
    /// A thousand events a minute. Over an hour 14.4 times the pace are 864 bad events, over five minutes 72; over six hours
    /// six times the pace are 2,160, over half an hour 180; thirty days allow 43,200.
    /// </summary>
    private static readonly Incident[] Incidents =
    [
        new(Start: 10_001, Length: 30, Permille: 100),
        new(Start: 80_123, Length: 300, Permille: 20),
        new(Start: 150_777, Length: 1_000, Permille: 7),
        new(Start: 220_059, Length: 3, Permille: 1_000),
        new(Start: 290_400, Length: 60, Permille: 5),
        new(Start: 360_000, Length: 60, Permille: 500),
    ];

    [Fact]
    public void Every_incident_of_the_year_fires_and_resolves_at_the_minute_that_arithmetic_gives()
    {
        var backtest = Run(Steady);

        // fired: ceil(864 / bad) minutes in; resolved: when the five minutes hold less than 72 bad, and five minutes more.
        Assert.Equal(
            [(10_001 + 9, 10_031 + 5 + 5), (80_123 + 44, 80_423 + 2 + 5), (220_059 + 1, 220_062 + 5 + 5), (360_000 + 2, 360_060 + 5 + 5)],
            Spans(backtest.Rules[0]));
        Assert.Equal(
            [(10_001 + 22, 10_031 + 29 + 5), (80_123 + 108, 80_423 + 22 + 5), (150_777 + 309, 151_777 + 5 + 5), (220_059 + 3, 220_062 + 30 + 5), (360_000 + 5, 360_060 + 30 + 5)],
            Spans(backtest.Rules[1]));
        Assert.All(backtest.Rules, rule => Assert.All(rule.Firings, firing => Assert.True(firing.IsOver)));

        // 30 minutes of 100 in the hour; an hour of 20; 3,000 in the hour; 30,000 in the hour: each by the 60 that are allowed.
        Assert.Equal([3_000m / 60, 1_200m / 60, 3_000m / 60, 30_000m / 60], backtest.Rules[0].Firings.Select(firing => firing.PeakBurn));
        Assert.Equal([3_000m / 43_200, 6_000m / 43_200, 3_000m / 43_200, 30_000m / 43_200], backtest.Rules[0].Firings.Select(firing => firing.BudgetSpent!.Value));
    }

    [Fact]
    public void The_gate_is_closed_by_each_fast_burn_and_asks_for_a_sign_off_until_the_worst_has_left_the_window()
    {
        var backtest = Run(Steady);

        // More than 21,600 bad are more than half the budget; 17 minutes of 500 have to leave until it is not.
        Assert.Equal(
            [
                (DecisionKind.Block, 10_001 + 9, 10_031 + 10),
                (DecisionKind.Block, 80_123 + 44, 80_423 + 7),
                (DecisionKind.Block, 220_059 + 1, 220_062 + 10),
                (DecisionKind.Block, 360_000 + 2, 360_060 + 10),
                (DecisionKind.SignOff, 360_060 + 10, 360_000 + 43_200 + 17),
            ],
            backtest.Gate.Select(stretch => (stretch.Kind, stretch.From - Start, stretch.To - Start)));
    }

    [Fact]
    public void Each_rule_is_told_how_noisy_it_is()
    {
        var fast = Run(Steady).Rules[0];

        Assert.Equal(31 + 263 + 12 + 68, fast.Minutes);
        Assert.Equal(4m * 7 / 365, fast.PerWeek);
        Assert.Equal(1, fast.ShorterThan(15));
        Assert.Equal(0, fast.Cheap);
    }

    [Fact]
    public void The_suggested_target_is_the_strictest_that_the_worst_window_meets_with_the_reserve_left()
    {
        var suggestions = Run(Steady).Suggestions;

        // 30,000 bad of 7 · 1,440,000 are 0.2976 %, and with 20 % to spare 0.3720 %, rounded up to two digits.
        Assert.Equal([7, 28, 30, 90], suggestions.Select(suggestion => suggestion.Days));
        Assert.All(suggestions, suggestion => Assert.InRange(suggestion.Worst!.Bad, 30_000, 33_000));
        Assert.Equal(new Target(1 - 0.0038m), suggestions[0].Target);
        Assert.Equal(new Target(1 - 0.00094m), suggestions[1].Target);
        foreach (var suggestion in suggestions)
        {
            var (worst, target) = (suggestion.Worst!, suggestion.Target!.Value);
            Assert.True(worst.Bad <= 0.8m * target.Budget * worst.Total);
            Assert.True(worst.Bad > 0.8m * (target.Budget - 0.0001m) * worst.Total);
        }
    }

    [Fact]
    public void A_year_with_days_and_nights_and_scattered_errors_agrees_with_the_naive_calculation()
    {
        const int days = GeneratedYear.Before;
        var random = new Random(5);
        Incident[] incidents = [.. Enumerable.Range(0, 60).Select(i => new Incident(
            (i * 8_700) + random.Next(4_000), random.Next(1, 700), (int)Math.Pow(10, 0.6 + (random.NextDouble() * 2.3))))];
        var (bad, total) = (new long[days + GeneratedYear.Minutes], new long[days + GeneratedYear.Minutes]);
        for (var i = 0; i < bad.Length; i++)
        {
            var minute = i - days;
            total[i] = 700 + (long)(600 * Math.Sin(minute / 1440.0 * 2 * Math.PI));
            bad[i] = incidents.Where(incident => incident.Contains(minute)).Sum(incident => total[i] * incident.Permille / 1000) + (minute % 7 == 0 ? 1 : 0);
            bad[i] = Math.Min(bad[i], total[i]);
        }

        var backtest = Run(minute => (bad[minute + days], total[minute + days]));

        foreach (var (rule, naive) in backtest.Rules.Zip([
            NaiveReplay.Firings(bad, total, days, 60, 5, 14.4, 5),
            NaiveReplay.Firings(bad, total, days, 360, 30, 6, 5)]))
        {
            Assert.True(naive.Count >= 20);
            Assert.Equal(naive.Select(fired => (fired.From - days, fired.To - days)), Spans(rule));
            Assert.All(rule.Firings.Zip(naive), pair => Assert.Equal(pair.Second.Peak, (double)pair.First.PeakBurn, 1e-9));
        }

        var needsSignOff = NaiveReplay.Below(bad, total, days, 30 * Minute.PerDay, 0.5);
        var burning = Enumerable.Range(0, bad.Length + 1).Select(end => backtest.Rules[0].Firings.Any(firing => end - days >= firing.From - Start && end - days < firing.To - Start)).ToArray();
        var closed = Enumerable.Range(days + 1, GeneratedYear.Minutes).Where(end => needsSignOff[end] || burning[end]).Select(end => end - days);

        // It is still closed at the end of the year, whose last minute no stretch can hold.
        Assert.Equal(closed.SkipLast(1), backtest.Gate.SelectMany(stretch => Enumerable.Range(stretch.From - Start, stretch.Minutes)));
    }

    private SloBacktest Run(Func<int, (long Bad, long Total)> counts)
    {
        var ledger = GeneratedYear.Ledger(counts);
        var clock = Stopwatch.StartNew();
        var backtest = SloReplay.Run(GeneratedYear.Objective, ledger, GeneratedYear.Range, Options);
        output.WriteLine($"a year of one SLO with {backtest.Rules.Length} rules took {clock.ElapsedMilliseconds} ms");
        return backtest;
    }

    private static (long Bad, long Total) Steady(int minute) =>
        (Array.Find(Incidents, incident => incident.Contains(minute))?.Permille ?? 0, 1_000);

    private static IEnumerable<(int From, int To)> Spans(RuleBacktest rule) => rule.Firings.Select(firing => (firing.From - Start, firing.To - Start));
}
