using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudgetFunctions.Metrics;

/// <summary>What was read of one SLO of the policy.</summary>
internal sealed class SloReading
{
    /// <summary>Takes what was read.</summary>
    public SloReading(Objective objective, SnapshotReading reading, DateTimeOffset now)
    {
        Objective = objective;
        Snapshot = reading.Snapshot;
        IsRead = reading.Failure is null;
        Labels = Labels.Of(("service", objective.Slo.Id.Service), ("slo", objective.Slo.Id.Slo));
        Decision = IsRead ? ReleaseDecision.For(Snapshot, objective.Gate, ChangeKind.Standard, signOff: null, now).Kind : null;
    }

    /// <summary>The SLO as it is declared.</summary>
    public Objective Objective { get; }

    /// <summary>Its latest snapshot; null if it was never evaluated or could not be read.</summary>
    public Snapshot? Snapshot { get; }

    /// <summary>Whether it could be read.</summary>
    public bool IsRead { get; }

    /// <summary>The labels that all of its series have.</summary>
    public Labels Labels { get; }

    /// <summary>What the gate says now of a standard change that nobody signed off; null if it could not be read.</summary>
    public DecisionKind? Decision { get; }

    /// <summary>The budget, if it is known.</summary>
    public Budget? Known => Snapshot is { Budget: { IsKnown: true } budget } ? budget : null;
}
