namespace ErrorBudget.Pipeline.Backtest;

/// <summary>One time that a burn-rate rule would have fired.</summary>
/// <param name="From">When it fired: the end of the minute that made it.</param>
/// <param name="To">When it resolved; where what was replayed ends if it had not by then.</param>
/// <param name="IsOver">Whether it resolved.</param>
/// <param name="PeakBurn">The highest burn rate over the rule's window while it fired.</param>
/// <param name="BudgetSpent">
/// The fraction of the budget that the burn cost: bad events from the beginning of the window that made it fire until
/// <paramref name="To"/>, by what the SLO's window allows at that time. Null if the budget was not known then.
/// </param>
public sealed record Firing(Minute From, Minute To, bool IsOver, decimal PeakBurn, decimal? BudgetSpent)
{
    /// <summary>For how long it fired, in minutes; 1 or more.</summary>
    public int Minutes => To - From;
}
