using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>What people can be told of; the values of <c>notification.when</c>.</summary>
public static class NotificationEvents
{
    /// <summary>A rule of severity fast fired.</summary>
    public const string FastBurn = "fast_burn";

    /// <summary>A rule of severity slow fired.</summary>
    public const string SlowBurn = "slow_burn";

    /// <summary>A rule of severity critical fired.</summary>
    public const string CriticalBurn = "critical_burn";

    /// <summary>A rule that had fired resolved.</summary>
    public const string Recovered = "recovered";

    /// <summary>The budget went into another zone.</summary>
    public const string ZoneChanged = "zone_changed";

    /// <summary>The budget is all spent.</summary>
    public const string BudgetExhausted = "budget_exhausted";

    /// <summary>The budget has been exhausted for so long that releases are frozen.</summary>
    public const string Freeze = "freeze";

    /// <summary>There are no data, so that nothing can be said.</summary>
    public const string DataMissing = "data_missing";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
        [FastBurn, SlowBurn, CriticalBurn, Recovered, ZoneChanged, BudgetExhausted, Freeze, DataMissing];
}
