namespace ErrorBudget;

/// <summary>
/// A running sum over the ledger. The sum over any stretch of time is the difference of two tallies, so windows of
/// every length cost two look-ups. Only differences mean something: history that is read later, backwards from the
/// first minute counted, has negative tallies.
/// </summary>
/// <param name="Bad">Events that failed the objective.</param>
/// <param name="Total">All events.</param>
/// <param name="KnownMinutes">Minutes really counted.</param>
/// <param name="BadSlices">Slices that missed their slice target; 0 for an SLO that budgets by occurrences.</param>
public readonly record struct Tally(long Bad, long Total, long KnownMinutes, long BadSlices)
{
    /// <summary>Nothing counted.</summary>
    public static Tally Zero => default;

    /// <summary>Events that met the objective.</summary>
    public long Good => Total - Bad;

    /// <summary>Adds component by component.</summary>
    public static Tally operator +(Tally left, Tally right) => new(
        left.Bad + right.Bad, left.Total + right.Total, left.KnownMinutes + right.KnownMinutes, left.BadSlices + right.BadSlices);

    /// <summary>Subtracts component by component.</summary>
    public static Tally operator -(Tally left, Tally right) => new(
        left.Bad - right.Bad, left.Total - right.Total, left.KnownMinutes - right.KnownMinutes, left.BadSlices - right.BadSlices);

    /// <summary>Adds one bucket; slices are added by <see cref="LedgerSegment"/>, which sees where they end.</summary>
    public Tally Plus(Bucket bucket) => this with
    {
        Bad = Bad + bucket.Bad,
        Total = Total + bucket.Total,
        KnownMinutes = KnownMinutes + bucket.KnownMinutes,
    };
}
