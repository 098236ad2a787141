namespace ErrorBudget.Pipeline.Policies;

/// <summary>How a source is reached and when its counts can be relied on.</summary>
public abstract record SourceSettings
{
    private protected SourceSettings()
    {
    }

    /// <summary>How many seconds events take to arrive: a minute is read when it is this old. 0 to 3,600.</summary>
    public int SettleSeconds { get; init; } = 30;

    /// <summary>
    /// How many minutes a minute that was read stays provisional, because some of its events arrive late: every tick reads the
    /// last so many minutes again and replaces them. 0 to 1,440; 0 where a minute that was read does not change.
    /// </summary>
    public int ResettleMinutes { get; init; }
}
