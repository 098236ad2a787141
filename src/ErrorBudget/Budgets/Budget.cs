namespace ErrorBudget;

/// <summary>
/// What an SLO's window held and what is left of its error budget. Derived from sums of counts, never from ratios.
/// </summary>
/// <param name="Target">The SLO's target.</param>
/// <param name="Bad">Bad events, or bad slices.</param>
/// <param name="Total">All events, or the slices the window is long.</param>
/// <param name="IsKnown">Whether the ledger was read back to the window's start and anything in the window was counted.</param>
public readonly record struct Budget(Target Target, long Bad, long Total, bool IsKnown)
{
    /// <summary>Good events or slices.</summary>
    public long Good => Total - Bad;

    /// <summary>How many may be bad: (1 − target) · total. A fraction of an event is a fraction.</summary>
    public decimal Allowed => Target.Budget * Total;

    /// <summary>Good / total, 0 to 1; null without events.</summary>
    public decimal? Sli => IsKnown && Total > 0 ? (decimal)Good / Total : null;

    /// <summary>
    /// The fraction of the budget that is spent, 0 or more: bad / ((1 − target) · total). No traffic spends nothing;
    /// null if unknown.
    /// </summary>
    public decimal? Consumed => !IsKnown ? null : Total == 0 ? 0 : Bad / Allowed;

    /// <summary>The fraction of the budget that is left, signed: below 0 it is overspent. Null if unknown.</summary>
    public decimal? Remaining => 1 - Consumed;

    /// <summary>Whether the budget is all spent or overspent, exactly.</summary>
    public bool IsExhausted => IsKnown && Total > 0 && Bad >= Allowed;

    /// <summary>Whether the target is met, exactly; false if unknown.</summary>
    public bool IsMet => IsKnown && Bad <= Allowed;

    /// <summary>The budget of an SLO when its ledger, with what was adjusted, is read up to <paramref name="through"/>.</summary>
    /// <remarks>Timeslices are divided by the slices expected up to now, not by those observed. What is excluded is not expected.</remarks>
    public static Budget Of(Slo slo, AdjustedLedger ledger, Minute through)
    {
        ArgumentNullException.ThrowIfNull(slo);
        ArgumentNullException.ThrowIfNull(ledger);
        var window = slo.Window.UpTo(through);
        var sum = ledger.Charged(window, through);
        var known = sum.KnownMinutes > 0 && ledger.CoveredFrom <= window.Start;
        return slo.Slices is { } slices
            ? new Budget(slo.Target, sum.BadSlices, Math.Max(sum.BadSlices, ledger.SlicesIn(window, slices)), known)
            : new Budget(slo.Target, sum.Bad, sum.Total, known);
    }
}
