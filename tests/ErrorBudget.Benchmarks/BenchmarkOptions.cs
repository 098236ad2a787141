namespace ErrorBudget.Benchmarks;

/// <summary>What is measured.</summary>
/// <param name="Slos">How many SLOs, each of a service of its own.</param>
/// <param name="Ticks">How many ticks are measured, warm and cold each.</param>
/// <param name="HistoryMinutes">How many minutes of metrics there are before the first tick.</param>
/// <param name="WindowDays">How many days the SLOs' windows have.</param>
internal sealed record BenchmarkOptions(int Slos, int Ticks, int HistoryMinutes, int WindowDays)
{
    /// <summary>Ticks before the measured ones, in which the program is still being compiled.</summary>
    public const int WarmUpTicks = 10;

    /// <summary>Minutes between the first tick and the last.</summary>
    public int TickMinutes => WarmUpTicks + (2 * Ticks);
}
