namespace ErrorBudget.Benchmarks;

/// <summary>Ticks of one kind.</summary>
/// <param name="Ticks">What each of them used.</param>
/// <param name="Slos">How many SLOs each of them evaluated.</param>
internal sealed record Phase(IReadOnlyList<Usage> Ticks, int Slos)
{
    private readonly Usage _sum = Ticks.Aggregate((sum, tick) => sum + tick);

    /// <summary>The mean over the ticks.</summary>
    public double PerTick(Func<Usage, double> figure) => figure(_sum) / Ticks.Count;

    /// <summary>The mean over the ticks, divided by the SLOs.</summary>
    public double PerSlo(Func<Usage, double> figure) => PerTick(figure) / Slos;

    /// <summary>The middle one of the ticks' wall times, or a larger one: 0.5 is the median, 1 the longest.</summary>
    public TimeSpan Wall(double quantile)
    {
        var sorted = Ticks.Select(tick => tick.Wall).Order().ToArray();
        return sorted[(int)Math.Round(quantile * (sorted.Length - 1))];
    }
}
