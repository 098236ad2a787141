namespace ErrorBudget.Pipeline.Backtest;

/// <summary>A stretch of time in which an SLO would have held its service's release gate in one position that is not open.</summary>
/// <param name="Kind">What the gate would have said to an ordinary change without a sign-off.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Up to when; where what was replayed ends if it was not over by then.</param>
public sealed record GateStretch(DecisionKind Kind, Minute From, Minute To)
{
    /// <summary>Its length in minutes; 1 or more.</summary>
    public int Minutes => To - From;
}
