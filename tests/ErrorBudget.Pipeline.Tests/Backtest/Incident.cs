namespace ErrorBudget.Pipeline.Tests.Backtest;

/// <summary>A stretch of errors.</summary>
/// <param name="Start">Its first minute, counted from the year's start.</param>
/// <param name="Length">For how many minutes.</param>
/// <param name="Permille">How many of a thousand events fail.</param>
internal sealed record Incident(int Start, int Length, int Permille)
{
    public int End => Start + Length;

    public bool Contains(int minute) => minute >= Start && minute < End;
}
