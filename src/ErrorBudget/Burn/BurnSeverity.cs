namespace ErrorBudget;

/// <summary>How urgent a burn-rate rule is. Named as in the published policies; a faster burn is the more urgent one.</summary>
public enum BurnSeverity
{
    /// <summary>The budget is going within hours: someone is woken, releases stop.</summary>
    Fast,

    /// <summary>The budget is going within days.</summary>
    Slow,

    /// <summary>A long, low burn that will cost the budget if nobody acts.</summary>
    Critical,
}
