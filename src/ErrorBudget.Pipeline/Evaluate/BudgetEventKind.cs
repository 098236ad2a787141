namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>What can happen to a budget.</summary>
public enum BudgetEventKind
{
    /// <summary>A burn-rate rule fired.</summary>
    BurnStarted,

    /// <summary>A burn-rate rule that fired has resolved.</summary>
    BurnResolved,

    /// <summary>The budget moved into another zone.</summary>
    ZoneChanged,

    /// <summary>The budget is spent.</summary>
    BudgetExhausted,

    /// <summary>A spent budget has something left again.</summary>
    BudgetRecovered,
}
