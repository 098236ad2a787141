namespace ErrorBudget.Benchmarks;

/// <summary>What is measured for the costs.</summary>
/// <param name="Slos">How many SLOs, each of a service of its own; a column for each.</param>
/// <param name="Ticks">How many ticks are measured for each schedule.</param>
/// <param name="Prices">The file of prices and assumptions.</param>
internal sealed record CostOptions(IReadOnlyList<int> Slos, int Ticks, FileInfo Prices)
{
    /// <summary>The schedules that are compared, in minutes between two ticks.</summary>
    public static readonly int[] Intervals = [1, 5];

    /// <summary>Ticks before the measured ones.</summary>
    public const int WarmUpTicks = 5;

    /// <summary>Minutes of metrics before the first tick: a whole hour of them is sealed then.</summary>
    public const int HistoryMinutes = 150;

    /// <summary>Minutes between the first tick and the last.</summary>
    public int TickMinutes => Intervals.Sum() * (WarmUpTicks + Ticks);
}
