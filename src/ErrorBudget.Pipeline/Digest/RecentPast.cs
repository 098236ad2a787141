namespace ErrorBudget.Pipeline.Digest;

/// <summary>What an SLO's budget was like over the last weeks, looked at once an hour.</summary>
/// <param name="Hours">How many hours are known.</param>
/// <param name="ExhaustedHours">In how many of them the budget was spent.</param>
/// <param name="Lowest">The least that remained, as a fraction, signed.</param>
/// <param name="Bad">Bad events, or slices, in those hours.</param>
/// <param name="Total">All events, or slices, in those hours.</param>
public sealed record RecentPast(int Hours, int ExhaustedHours, decimal Lowest, long Bad, long Total)
{
    /// <summary>How far it looks back, in days.</summary>
    public const int Days = 28;

    /// <summary>How many hours must be known before anything is said of a target.</summary>
    public const int FewestHours = 21 * 24;

    /// <summary>What was good, as a fraction; null without events.</summary>
    public decimal? Good => Total > 0 ? (decimal)(Total - Bad) / Total : null;
}
