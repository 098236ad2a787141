using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>How a window's budget was spent. What is left begins at 100 % with the window and ends where the budget stands.</summary>
/// <param name="Window">The window.</param>
/// <param name="StepMinutes">The length of a step; the last one may be shorter.</param>
/// <param name="Steps">The steps, in order of time.</param>
/// <param name="WorstHours">The hours with the most bad events, at most five of those that took 1 % of the budget or more, the worst first.</param>
public sealed record BurnDown(MinuteRange Window, int StepMinutes, ImmutableArray<BurnDownStep> Steps, ImmutableArray<WorstHour> WorstHours)
{
    private const int Most = 5;

    /// <summary>The least share of the budget, in percent, that an hour is named for.</summary>
    private const decimal WorthNaming = 1;

    /// <summary>The burn-down of the window that ends at a minute; null if the ledger does not hold all of it, or nothing is allowed in it.</summary>
    /// <param name="slo">The objective.</param>
    /// <param name="counted">The ledger with the window's hours and those in which its adjustments begin and end.</param>
    /// <param name="through">The end of the window.</param>
    /// <param name="parts">Into how many steps it is divided at most.</param>
    public static BurnDown? Of(Slo slo, Ledger counted, Minute through, int parts)
    {
        ArgumentNullException.ThrowIfNull(slo);
        ArgumentNullException.ThrowIfNull(counted);
        var (window, reach) = (slo.Window.UpTo(through), Evaluation.ReachOf(slo, through, through));
        if (counted.CoveredFrom > window.Start || counted.MissingHour(window.Start) is not null || counted.MissingHour(window.End) is not null) return null;
        if (!slo.Adjustments.HaveEdgesIn(counted, reach)) return null;
        var ledger = slo.Adjustments.ForBudget(counted, slo.Slices, reach);
        var budget = Budget.Of(slo, ledger, through);
        if (!budget.IsKnown || budget.Allowed == 0) return null;

        var step = StepOf(window.Length, parts);
        return new BurnDown(window, step, [.. StepsOf(slo, ledger, window, step, budget)], [.. WorstOf(slo, ledger, window, budget)]);
    }

    /// <summary>A part of the window, rounded up to whole days, hours or minutes, whichever it is longer than.</summary>
    private static int StepOf(int minutes, int parts)
    {
        var unit = minutes >= parts * Minute.PerDay ? Minute.PerDay : minutes >= parts * Minute.PerHour ? Minute.PerHour : 1;
        return (minutes + (parts * unit) - 1) / (parts * unit) * unit;
    }

    private static IEnumerable<BurnDownStep> StepsOf(Slo slo, AdjustedLedger ledger, MinuteRange window, int step, Budget budget)
    {
        long spent = 0;
        for (var (start, since) = (window.Start, window.Start); start < window.End; start += step)
        {
            // A step whose border is lost is told together with the next one.
            var end = Minute.Min(start + step, window.End);
            if (ledger.Ledger.MissingHour(end) is not null) continue;
            var part = new MinuteRange(since, end);
            var sum = ledger.Charged(part, window.End);
            var bad = Bad(slo, sum);
            spent += bad;
            yield return new BurnDownStep(since, sum.KnownMinutes == 0 ? null : bad, budget.Target.Budget * Total(slo, ledger, sum, part), 100 * (1 - (spent / budget.Allowed)), ledger.ExcludedMinutes(part));
            since = end;
        }
    }

    private static IEnumerable<WorstHour> WorstOf(Slo slo, AdjustedLedger ledger, MinuteRange window, Budget budget)
    {
        var hours = new List<WorstHour>();
        for (var hour = window.Start.Hour; hour < window.End; hour += Minute.PerHour)
        {
            var part = new MinuteRange(Minute.Max(hour, window.Start), Minute.Min(hour + Minute.PerHour, window.End));
            if (ledger.Ledger.MissingHour(part.Start) is not null || ledger.Ledger.MissingHour(part.End) is not null) continue;
            var sum = ledger.Charged(part, window.End);
            var bad = Bad(slo, sum);
            var share = 100 * bad / budget.Allowed;
            if (share >= WorthNaming) hours.Add(new WorstHour(hour, bad, Total(slo, ledger, sum, part), share));
        }

        return hours.OrderByDescending(hour => hour.Bad).ThenBy(hour => hour.At).Take(Most);
    }

    private static long Bad(Slo slo, Tally sum) => slo.Slices is null ? sum.Bad : sum.BadSlices;

    private static long Total(Slo slo, AdjustedLedger ledger, Tally sum, MinuteRange part) => slo.Slices is { } slices ? ledger.SlicesIn(part, slices) : sum.Total;
}
