namespace ErrorBudget.Pipeline.Notices;

/// <summary>A message's place among those that belong together.</summary>
public enum NoticePhase
{
    /// <summary>Stands for itself: nothing is open afterwards.</summary>
    Tells,

    /// <summary>Something began that will have an end.</summary>
    Opens,

    /// <summary>It has ended.</summary>
    Closes,
}
