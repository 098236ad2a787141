namespace ErrorBudget;

/// <summary>What kind of time an SLO's budget is for.</summary>
public enum WindowKind
{
    /// <summary>The last so many days, moving with the clock.</summary>
    Rolling,

    /// <summary>Monday 00:00 to Monday 00:00, local time.</summary>
    Week,

    /// <summary>A calendar month, local time.</summary>
    Month,

    /// <summary>January to March and so on, local time.</summary>
    Quarter,

    /// <summary>A calendar year, local time.</summary>
    Year,
}
