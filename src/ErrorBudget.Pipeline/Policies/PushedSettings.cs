namespace ErrorBudget.Pipeline.Policies;

/// <summary>When pushed counts of an SLO can be relied on.</summary>
public sealed record PushedSettings : SourceSettings
{
    /// <summary>How late counts may be if the policy does not say, in minutes.</summary>
    public const int DefaultLatenessMinutes = 60;

    /// <summary>The largest <see cref="LatenessMinutes"/>: two days, which an SLO's record can hold open.</summary>
    public const int LargestLatenessMinutes = 2 * Minute.PerDay;

    /// <summary>How many minutes an accepted count has to get from the queue into the sums.</summary>
    public const int HandlingMinutes = 10;

    /// <summary>Settings.</summary>
    /// <param name="latenessMinutes">How late counts may be, 1 to 2,880 minutes.</param>
    public PushedSettings(int latenessMinutes = DefaultLatenessMinutes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latenessMinutes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(latenessMinutes, LargestLatenessMinutes);
        LatenessMinutes = latenessMinutes;
        ResettleMinutes = latenessMinutes + HandlingMinutes;
        SettleSeconds = 60;
    }

    /// <summary>How late counts may be, in minutes: older ones are refused.</summary>
    public int LatenessMinutes { get; }
}
