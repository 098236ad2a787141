namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>How much one evaluation does at a time.</summary>
public sealed record EvaluationOptions
{
    /// <summary>How many minutes are read and committed in one go when a gap is caught up, 60 or more.</summary>
    public int CatchUpMinutes { get; init; } = 6 * Minute.PerHour;

    /// <summary>For how long a tick goes on reading history, in seconds; the next tick goes on from there.</summary>
    public int BackfillSeconds { get; init; } = 30;

    /// <summary>How many hours of history are read at once minute by minute.</summary>
    public int BackfillMinuteHours { get; init; } = 6;

    /// <summary>How many hours of history are read at once hour by hour; at most 30 days, which fit one transaction.</summary>
    public int BackfillCoarseHours { get; init; } = 48;

    /// <summary>How many recent days of history are read minute by minute; a rule with a longer window gets as many more.</summary>
    public int BackfillMinuteDays { get; init; } = 3;

    /// <summary>How many SLOs share one step of reading history.</summary>
    public int BackfillBatch { get; init; } = 250;

    /// <summary>How many slots are evaluated and committed at the same time.</summary>
    public int Concurrency { get; init; } = 4;
}
