namespace ErrorBudget;

/// <summary>What a person says about a stretch of an SLO's past or future. The counts themselves are never changed.</summary>
public enum AdjustmentKind
{
    /// <summary>Work that was announced: its minutes count neither as bad nor at all, they burn nothing and nothing is missed in them.</summary>
    Maintenance,

    /// <summary>An incident that is not to be charged: its minutes do not count for the budget. What burnt, burnt: alerts stay as they are.</summary>
    ExcludedIncident,

    /// <summary>Events were counted wrongly: so many are added or taken away.</summary>
    Correction,

    /// <summary>From a moment on nothing that was bad before is charged; what the budget allows stays as it is.</summary>
    BudgetReset,
}
