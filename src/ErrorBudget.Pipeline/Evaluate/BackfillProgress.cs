namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>How much history of all SLOs is read.</summary>
/// <param name="Slos">How many SLOs there are.</param>
/// <param name="Incomplete">How many of them have history left to read.</param>
/// <param name="ReadMinutes">The minutes that are read, of all SLOs together.</param>
/// <param name="NeededMinutes">The minutes that their windows and rules reach back.</param>
public sealed record BackfillProgress(int Slos, int Incomplete, long ReadMinutes, long NeededMinutes)
{
    /// <summary>The fraction that is read, 0 to 1.</summary>
    public double Fraction => NeededMinutes == 0 ? 1 : (double)ReadMinutes / NeededMinutes;
}
