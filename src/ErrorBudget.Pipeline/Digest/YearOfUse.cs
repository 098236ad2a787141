namespace ErrorBudget.Pipeline.Digest;

/// <summary>How much of its budget an SLO used over a year.</summary>
/// <param name="KnownDays">How many days were counted.</param>
/// <param name="Bad">Bad events, or slices.</param>
/// <param name="Total">All events, or slices.</param>
/// <param name="Allowed">How many could have been bad.</param>
public sealed record YearOfUse(int KnownDays, long Bad, long Total, decimal Allowed)
{
    /// <summary>How far it looks back, in days.</summary>
    public const int Days = 365;

    /// <summary>About eleven months: with less known nothing is said.</summary>
    public const int FewestDays = 334;

    /// <summary>Whether so little was used that the objective is to be reviewed: less than 1 % of what was allowed.</summary>
    public bool IsReviewDue => KnownDays >= FewestDays && Total > 0 && Bad < 0.01m * Allowed;

    /// <summary>The use over a stretch of time.</summary>
    /// <param name="slo">The SLO.</param>
    /// <param name="ledger">What was counted, adjusted. A reset forgives what was used and does not unmake it: it does not show here.</param>
    /// <param name="year">The stretch.</param>
    public static YearOfUse Of(Slo slo, AdjustedLedger ledger, MinuteRange year)
    {
        ArgumentNullException.ThrowIfNull(slo);
        ArgumentNullException.ThrowIfNull(ledger);
        var sum = ledger.Sum(year);
        var (bad, total) = slo.Slices is { } slices ? (sum.BadSlices, ledger.SlicesIn(year, slices)) : (sum.Bad, sum.Total);
        return new YearOfUse((int)(sum.KnownMinutes / Minute.PerDay), bad, total, slo.Target.Budget * total);
    }
}
