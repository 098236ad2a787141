namespace ErrorBudget;

/// <summary>What a member is to its journey.</summary>
/// <param name="Weight">What one event of it counts in a weighted sum; 1 or more.</param>
/// <param name="MinuteTarget">The fraction of its events that are to be good in a minute for the minute to be met; above 0, at most 1.</param>
public readonly record struct JourneyShare(int Weight, decimal MinuteTarget);
