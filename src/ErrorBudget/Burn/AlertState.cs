namespace ErrorBudget;

/// <summary>The most urgent burn of an SLO; the names are those of the HTTP contract.</summary>
public enum AlertState
{
    /// <summary>No rule fires.</summary>
    Healthy,

    /// <summary>A fast rule fires.</summary>
    FastBurn,

    /// <summary>A slow rule fires and no fast one.</summary>
    SlowBurn,

    /// <summary>A critical rule fires and no faster one.</summary>
    CriticalBurn,

    /// <summary>Nothing is known of the last minutes and nothing was firing before.</summary>
    Unknown,
}
