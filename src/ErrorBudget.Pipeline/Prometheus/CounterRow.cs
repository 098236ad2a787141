namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>The growth of one service's counters with the same status and bound, bucket by bucket.</summary>
/// <param name="Status">The value of the status label.</param>
/// <param name="Bound">For a histogram: the bound; infinite for all events. Null for a plain counter.</param>
/// <param name="Growth">Per bucket the growth; null where no such series was there.</param>
internal sealed record CounterRow(string Status, double? Bound, double?[] Growth)
{
    /// <summary>Whether it counts events, and not only those below a bound.</summary>
    public bool CountsAll => Bound is null or double.PositiveInfinity;
}
