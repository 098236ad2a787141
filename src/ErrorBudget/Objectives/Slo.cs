using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>One service level objective: what fraction of what is to be good over which time, and when its burning is reported.</summary>
public sealed record Slo
{
    /// <summary>The service and the objective's name.</summary>
    public required SloId Id { get; init; }

    /// <summary>The fraction that is to be good.</summary>
    public required Target Target { get; init; }

    /// <summary>The time the budget is for.</summary>
    public required SloWindow Window { get; init; }

    /// <summary>How slices of time are judged; null if the budget counts events (occurrences).</summary>
    public SliceRule? Slices { get; init; }

    /// <summary>The burn-rate rules, the shortest window first; <see cref="BurnRateRule.Multiplier"/> is at most <see cref="Target.MaximumBurnRate"/>.</summary>
    public ImmutableArray<BurnRateRule> Rules { get; init; } = [];

    /// <summary>Where the zones of the budget lie.</summary>
    public ZoneThresholds Zones { get; init; } = ZoneThresholds.Default;

    /// <summary>How many minutes in a row may be unknown before the SLO's state is unknown; 1 or more.</summary>
    public int UnknownAfterMinutes { get; init; } = 5;

    /// <summary>Who answers for it; empty if nobody was named.</summary>
    public string Owner { get; init; } = "";

    /// <summary>What is laid over its counts.</summary>
    public SloAdjustments Adjustments { get; init; } = SloAdjustments.None;

    /// <summary>The longest look-back any burn-rate rule needs, in minutes.</summary>
    public int LongestRuleMinutes => Rules.IsEmpty ? 0 : Rules.Max(rule => WholeSlices(rule.WindowMinutes));

    /// <summary>The length a burn is measured over: whole slices where the SLO budgets by timeslices.</summary>
    internal int WholeSlices(int minutes) => Slices?.RoundUp(minutes) ?? minutes;
}
