using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Backtest;

/// <summary>What one SLO of a policy would have done in the past.</summary>
public sealed record SloBacktest
{
    /// <summary>The SLO as the policy declares it.</summary>
    public required Slo Slo { get; init; }

    /// <summary>The minutes that were replayed: as many as were asked for, or as there are.</summary>
    public required MinuteRange Range { get; init; }

    /// <summary>What was counted in them.</summary>
    public required Tally Counted { get; init; }

    /// <summary>What counts of them, adjustments laid over.</summary>
    public required Tally Charged { get; init; }

    /// <summary>The adjustments in the minutes and the windows that end in them.</summary>
    public required ImmutableArray<AppliedAdjustment> Adjusted { get; init; }

    /// <summary>Its rules, in their order.</summary>
    public required ImmutableArray<RuleBacktest> Rules { get; init; }

    /// <summary>When it would not have let an ordinary change pass, in order of time.</summary>
    public required ImmutableArray<GateStretch> Gate { get; init; }

    /// <summary>The budget at the end.</summary>
    public required Budget Budget { get; init; }

    /// <summary>What targets the past would have supported, the shortest window first.</summary>
    public required ImmutableArray<Suggestion> Suggestions { get; init; }

    /// <summary>For how many minutes the gate would have been in a position.</summary>
    public int GateMinutes(DecisionKind kind) => Gate.Where(stretch => stretch.Kind == kind).Sum(stretch => stretch.Minutes);
}
