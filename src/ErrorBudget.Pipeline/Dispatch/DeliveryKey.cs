using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>Names an errand: the same event at the same place is the same errand.</summary>
/// <param name="EventId">The event's id.</param>
/// <param name="EventAt">When it happened, UTC.</param>
/// <param name="Target">The place.</param>
public sealed record DeliveryKey(string EventId, DateTimeOffset EventAt, string Target)
{
    /// <summary>An event's errand at a place.</summary>
    public static DeliveryKey Of(BudgetEvent happened, string target)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return new DeliveryKey(happened.Id, happened.At, target);
    }

    /// <summary>The errand of the event that this one follows at the same place; null for a beginning.</summary>
    public static DeliveryKey? OfOpening(BudgetEvent happened, string target)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened is { Follows: { } id, FollowsAt: { } at } ? new DeliveryKey(id, at, target) : null;
    }
}
