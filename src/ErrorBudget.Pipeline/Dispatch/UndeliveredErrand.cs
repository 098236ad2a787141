using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>An errand that was given up.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Target">The place that was not reached.</param>
/// <param name="Reason">Why, in words; never a secret.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="GivenUpAt">When it was given up, UTC.</param>
public sealed record UndeliveredErrand(BudgetEvent Event, string Target, string Reason, int Attempts, DateTimeOffset GivenUpAt);
