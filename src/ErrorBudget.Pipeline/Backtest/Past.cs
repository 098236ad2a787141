namespace ErrorBudget.Pipeline.Backtest;

/// <summary>An SLO's counts as far back as they were asked for.</summary>
/// <param name="Ledger">The counts, with all hours from <see cref="Ledger.CoveredFrom"/> on at hand.</param>
/// <param name="MinutesFrom">From here on they are minutes; what lies before are coarse hours.</param>
public sealed record Past(Ledger Ledger, Minute MinutesFrom)
{
    /// <summary>What was stored with the counts; null if they come from elsewhere.</summary>
    public Snapshot? Stored { get; init; }

    /// <summary>
    /// The last days that can be replayed: those in which every window of every rule holds minutes. Empty if there are none.
    /// </summary>
    public MinuteRange Replayable(Slo slo, int days)
    {
        ArgumentNullException.ThrowIfNull(slo);
        var from = Minute.Max(MinutesFrom + slo.LongestRuleMinutes, Ledger.Through - (days * Minute.PerDay));
        return new MinuteRange(Minute.Min(from, Ledger.Through), Ledger.Through);
    }
}
