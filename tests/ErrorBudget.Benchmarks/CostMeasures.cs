namespace ErrorBudget.Benchmarks;

/// <summary>What was measured of one number of SLOs and one schedule; calls are means.</summary>
/// <param name="Slos">How many SLOs.</param>
/// <param name="IntervalMinutes">Minutes between two ticks.</param>
/// <param name="Tick">Calls of storage in a tick, by kind.</param>
/// <param name="TickSeconds">How long a tick took, the mean.</param>
/// <param name="TickBytes">Bytes of request bodies sent to storage in a tick.</param>
/// <param name="SloDayBytes">What a day of one SLO takes in the table.</param>
/// <param name="Ask">Calls of storage for one gate request that stands alone.</param>
/// <param name="Notice">Calls of storage for one notice to one place.</param>
internal sealed record CostMeasures(
    int Slos, int IntervalMinutes,
    IReadOnlyDictionary<string, double> Tick, double TickSeconds, double TickBytes, double SloDayBytes,
    IReadOnlyDictionary<string, double> Ask, IReadOnlyDictionary<string, double> Notice);
