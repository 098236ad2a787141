namespace Shop.Traffic;

/// <summary>A fault in the past of a service.</summary>
/// <param name="DaysAgo">On which day, counted back from today.</param>
/// <param name="Start">When on that day, UTC. A fixed hour, so that the incident costs the same whenever a history ends.</param>
/// <param name="Duration">How long it lasted.</param>
/// <param name="Fault">What went wrong.</param>
internal sealed record Incident(int DaysAgo, TimeOnly Start, TimeSpan Duration, Fault Fault)
{
    /// <summary>Whether it was going on at a moment of a history that ends at <paramref name="end"/>.</summary>
    public bool Covers(DateTimeOffset moment, DateTimeOffset end)
    {
        var start = new DateTimeOffset(DateOnly.FromDateTime(end.UtcDateTime).AddDays(-DaysAgo), Start, TimeSpan.Zero);
        return moment >= start && moment < start + Duration;
    }
}
