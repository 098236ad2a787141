namespace ErrorBudget;

/// <summary>
/// How fast the budget went over one window: error ratio / (1 − target). 1 spends exactly the budget over the SLO's
/// window. Kept as the counts it comes from, so that comparing needs no division.
/// </summary>
/// <param name="Bad">Bad events (or slices) in the window.</param>
/// <param name="Total">All events (or the slices the window is long) in the window.</param>
/// <param name="IsKnown">Whether enough of the window was counted to say anything.</param>
public readonly record struct BurnRate(long Bad, long Total, bool IsKnown)
{
    /// <summary>The burn rate over a window, 0 or more; null if unknown. No traffic burns nothing.</summary>
    public decimal? Value(Target target) =>
        !IsKnown ? null : Total == 0 ? 0 : Bad / (target.Budget * Total);

    /// <summary>Whether the burn rate is at or above a multiplier, exactly. False if unknown.</summary>
    public bool IsAtLeast(decimal multiplier, Target target) =>
        IsKnown && Total > 0 && Bad >= multiplier * target.Budget * Total;

    /// <summary>
    /// The burn rate over a window of a ledger. It is known when the window's newest minute and at least half of it (half
    /// an hour is enough for long windows, so that a new service is watched early) were counted, and the ledger was read
    /// back to its start: a window whose history is still being read must not page. For an SLO that budgets by timeslices
    /// the window is rounded up to whole slices: in half a slice none may end, and then it could never burn.
    /// </summary>
    public static BurnRate Over(AdjustedLedger ledger, int windowMinutes, Minute through, SliceRule? slices)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var minutes = slices?.RoundUp(windowMinutes) ?? windowMinutes;
        var window = MinuteRange.Last(minutes, through);
        if (ledger.CoveredFrom > window.Start) return default;
        var sum = ledger.Sum(window);
        var newest = ledger.Sum(MinuteRange.Last(1, through));
        var known = newest.KnownMinutes > 0 && sum.KnownMinutes * 2 >= Math.Min(minutes, Minute.PerHour);
        return slices is null
            ? new BurnRate(sum.Bad, sum.Total, known)
            : new BurnRate(sum.BadSlices, ledger.SlicesIn(window, slices), known);
    }
}
