namespace ErrorBudget.Pipeline.Digest;

/// <summary>Judges targets by what the last weeks were like.</summary>
public static class TargetCheck
{
    /// <summary>A budget that never has less than this left is not needed, as a fraction.</summary>
    public const decimal LaxFrom = 0.9m;

    /// <summary>A budget that is spent for this part of the time is no guide, as a fraction.</summary>
    public const decimal StrictFrom = 0.5m;

    /// <summary>Whether a target suits what the service does.</summary>
    /// <param name="past">The last weeks; null if too little is known of them.</param>
    public static TargetFit Judge(RecentPast? past) => past switch
    {
        null or { Hours: < RecentPast.FewestHours } or { Total: 0 } => TargetFit.Fits,
        _ when past.ExhaustedHours >= StrictFrom * past.Hours => TargetFit.Strict,
        _ when past.Lowest >= LaxFrom => TargetFit.Lax,
        _ => TargetFit.Fits,
    };
}
