namespace ErrorBudget;

/// <summary>How a journey makes one count of those of its members.</summary>
public enum JourneyMethod
{
    /// <summary>Its events are those of the members, each multiplied by the member's weight.</summary>
    WeightedSum,

    /// <summary>Its event is the minute, which is good if every member met its target in it.</summary>
    AllMet,
}
