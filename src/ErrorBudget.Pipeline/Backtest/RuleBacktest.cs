using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>What one burn-rate rule would have done.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Firings">When it would have fired, in order of time.</param>
/// <param name="ReplayedMinutes">How many minutes were replayed.</param>
public sealed record RuleBacktest(BurnRateRule Rule, ImmutableArray<Firing> Firings, int ReplayedMinutes)
{
    /// <summary>A firing that cost less than this fraction of the budget was hardly worth a page.</summary>
    public const decimal CheapFraction = 0.01m;

    /// <summary>For how many minutes it fired, all together.</summary>
    public int Minutes => Firings.Sum(firing => firing.Minutes);

    /// <summary>How often it fired a week; 0 if nothing was replayed.</summary>
    public decimal PerWeek => ReplayedMinutes == 0 ? 0 : Firings.Length * (7m * Minute.PerDay) / ReplayedMinutes;

    /// <summary>How many firings cost less than <see cref="CheapFraction"/> of the budget.</summary>
    public int Cheap => Firings.Count(firing => firing.BudgetSpent < CheapFraction);

    /// <summary>How many firings were over within less than so many minutes.</summary>
    public int ShorterThan(int minutes) => Firings.Count(firing => firing.IsOver && firing.Minutes < minutes);
}
