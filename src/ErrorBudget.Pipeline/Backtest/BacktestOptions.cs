namespace ErrorBudget.Pipeline.Backtest;

/// <summary>How far and by what a past is judged.</summary>
public sealed record BacktestOptions
{
    /// <summary>The most days that can be replayed.</summary>
    public const int MaximumDays = 1_000;

    /// <summary>How many days are replayed, 1 to <see cref="MaximumDays"/>.</summary>
    public int Days { get; init; } = 90;

    /// <summary>Which fraction of its budget a suggested target would have left in the worst window; 0 or more, below 1.</summary>
    public decimal Reserve { get; init; } = 0.2m;

    /// <summary>How many SLOs are held in memory at a time; a year of minutes is 17 MB.</summary>
    public int Batch { get; init; } = 16;
}
