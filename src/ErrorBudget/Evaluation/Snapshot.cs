using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>Everything that is known of one SLO at one time, with the settings it was computed with.</summary>
public sealed record Snapshot
{
    /// <summary>The SLO.</summary>
    public required SloId Id { get; init; }

    /// <summary>Who answers for it; empty if nobody was named.</summary>
    public required string Owner { get; init; }

    /// <summary>When it was computed, UTC.</summary>
    public required DateTimeOffset EvaluatedAt { get; init; }

    /// <summary>Every minute before this one is in the numbers.</summary>
    public required Minute DataThrough { get; init; }

    /// <summary>The end of the last minute that was not unknown; null if none was since shortly before the first evaluation.</summary>
    public required Minute? LastKnown { get; init; }

    /// <summary>The earliest minute that was read so far; later than the window's start while history is being read.</summary>
    public required Minute CoveredFrom { get; init; }

    /// <summary>The time the budget is for.</summary>
    public required SloWindow Window { get; init; }

    /// <summary>How slices are judged; null if the budget counts events.</summary>
    public SliceRule? Slices { get; init; }

    /// <summary>The sums and what is left.</summary>
    public required Budget Budget { get; init; }

    /// <summary>Met, missed or unknown.</summary>
    public required SloState State { get; init; }

    /// <summary>The zone of the budget.</summary>
    public required Zone Zone { get; init; }

    /// <summary>The zone borders it was judged by.</summary>
    public required ZoneThresholds Zones { get; init; }

    /// <summary>The burn-rate rules, the shortest window first.</summary>
    public required ImmutableArray<RuleSnapshot> Rules { get; init; }

    /// <summary>Since when the budget has been exhausted without a break; null if it is not. While the budget is unknown, what was known last holds.</summary>
    public Minute? ExhaustedSince { get; init; }

    /// <summary>Since when so little has been left that a reliability sprint is due; null if it is not.</summary>
    public Minute? SprintSince { get; init; }

    /// <summary>Since when it has burned so fast that feature flags are to be off; null if it does not.</summary>
    public Minute? RollbackSince { get; init; }

    /// <summary>How long the budget lasts at the present pace; zero if exhausted, null if it recovers or nothing is known.</summary>
    public TimeSpan? TimeToExhaustion { get; init; }

    /// <summary>The fraction of the window's minutes that were counted, 0 to 1.</summary>
    public required decimal Coverage { get; init; }

    /// <summary>Which policy it was computed with.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>What was adjusted in the window; null if nothing was.</summary>
    public AdjustedWindow? Adjusted { get; init; }

    /// <summary>Whether the history is read as far back as the window reaches.</summary>
    public bool IsHistoryComplete => CoveredFrom <= Window.UpTo(DataThrough).Start;

    /// <summary>The most urgent burn; a faster one hides the slower ones.</summary>
    public AlertState AlertState =>
        Rules.Where(rule => rule.Alert.IsActive).Select(rule => (BurnSeverity?)rule.Rule.Severity).Min() switch
        {
            BurnSeverity.Fast => AlertState.FastBurn,
            BurnSeverity.Slow => AlertState.SlowBurn,
            BurnSeverity.Critical => AlertState.CriticalBurn,
            _ => State == SloState.Unknown || Rules.Any(rule => rule.Alert.IsFrozen) ? AlertState.Unknown : AlertState.Healthy,
        };
}
