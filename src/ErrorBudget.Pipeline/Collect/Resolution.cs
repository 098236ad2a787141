namespace ErrorBudget.Pipeline.Collect;

/// <summary>How wide the buckets of a reading are.</summary>
public enum Resolution
{
    /// <summary>One minute.</summary>
    Minute,

    /// <summary>One hour: old history, read once when an SLO is first seen.</summary>
    Hour,
}
