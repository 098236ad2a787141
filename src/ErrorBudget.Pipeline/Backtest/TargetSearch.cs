using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>Looks for the strictest target that every window of the past would have met.</summary>
internal static class TargetSearch
{
    private static readonly ImmutableArray<int> WindowDays = [7, 28, 30, 90];

    /// <summary>One suggestion for each usual window.</summary>
    /// <param name="slo">The SLO, for how slices are counted.</param>
    /// <param name="ledger">Its counts, adjusted. A reset forgives once and says nothing of what the service can do: it does not show here.</param>
    /// <param name="range">The past that windows have to lie in.</param>
    /// <param name="reserve">The fraction of the budget that is to be left in the worst window.</param>
    public static ImmutableArray<Suggestion> Run(Slo slo, AdjustedLedger ledger, MinuteRange range, decimal reserve) =>
    [
        .. WindowDays.Select(days =>
        {
            var worst = Worst(slo, ledger, range, days * Minute.PerDay);
            return new Suggestion(days, range.Length / Minute.PerDay, worst, worst is null ? null : StrictestTarget(worst, reserve));
        }),
    ];

    /// <summary>
    /// The strictest target T with bad / ((1 − T) · total) ≤ 1 − reserve, so 1 − T ≥ bad / (total · (1 − reserve)). The budget
    /// is rounded up to two significant digits, as people write targets: 99.9 %, 99.75 %.
    /// </summary>
    /// <returns>Null if nothing was bad, so that any target would have been met, or so much that none would have.</returns>
    public static Target? StrictestTarget(WorstWindow worst, decimal reserve)
    {
        var budget = RoundUp(worst.Bad / (worst.Total * (1 - reserve)));
        return budget is > 0 and < 1 ? new Target(1 - budget) : null;
    }

    private static WorstWindow? Worst(Slo slo, AdjustedLedger ledger, MinuteRange range, int minutes)
    {
        WorstWindow? worst = null;
        for (var end = range.Start + minutes; end <= range.End; end += 1)
        {
            var window = MinuteRange.Last(minutes, end);
            var sum = ledger.Sum(window);
            var (bad, total) = slo.Slices is { } slices ? (sum.BadSlices, ledger.SlicesIn(window, slices)) : (sum.Bad, sum.Total);

            // Compared crosswise: exact, and without a division a minute.
            if (total > 0 && (worst is null || (Int128)bad * worst.Total > (Int128)worst.Bad * total)) worst = new WorstWindow(window, bad, total);
        }

        return worst;
    }

    private static decimal RoundUp(decimal budget)
    {
        if (budget <= 0) return 0;
        var unit = 1m;
        while (budget < unit * 10 && unit > 1e-12m) unit /= 10;
        return decimal.Ceiling(budget / unit) * unit;
    }
}
