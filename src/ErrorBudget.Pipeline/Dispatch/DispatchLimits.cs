namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>How patiently errands are tried.</summary>
public sealed record DispatchLimits
{
    /// <summary>How long one attempt may take; a ticket takes several calls.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>For how long an attempt keeps others away; more than <see cref="Attempt"/>.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>The pause after the first attempt; it doubles with each.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest pause of our own; a receiver may ask for a longer one.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The longest pause that a receiver may ask for.</summary>
    public TimeSpan LongestWanted { get; init; } = TimeSpan.FromHours(12);

    /// <summary>For how long an errand is tried before it is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(3);

    /// <summary>For how long the end of an episode waits for its beginning, which may come to the queue after it.</summary>
    public TimeSpan Overtaking { get; init; } = TimeSpan.FromMinutes(3);
}
