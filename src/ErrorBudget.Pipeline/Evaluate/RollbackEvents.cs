using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>
/// When feature flags are to be switched off, and when that is over. Due at the threshold, over below a burn rate of 1:
/// between the two nothing changes, so that a burn around the threshold does not switch to and fro.
/// </summary>
internal static class RollbackEvents
{
    /// <summary>The pace at which the budget just lasts.</summary>
    private const decimal Sustainable = 1;

    /// <summary>Since when flags are to be off; null if they are not. Unknown minutes change nothing.</summary>
    /// <param name="before">Since when they were to be off in the snapshot before; null if they were not.</param>
    /// <param name="current">The snapshot now.</param>
    /// <param name="rules">When flags are switched off.</param>
    public static Minute? Since(Minute? before, Snapshot current, FeatureFlagRules rules)
    {
        if (!rules.AutoRollback || rules.Flags.IsEmpty) return null;
        return before is null ? (Burns(current, rules.BurnThreshold) ? current.DataThrough : null) : IsOver(current) ? null : before;
    }

    /// <summary>What differs between two snapshots.</summary>
    public static IEnumerable<BudgetEvent> Between(Snapshot? previous, Snapshot current) =>
        Occurrence.Turn(current, previous?.RollbackSince, current.RollbackSince, BudgetEventKind.RollbackDue, BudgetEventKind.RollbackOver, "rollback");

    /// <summary>Whether a fast rule's windows burn at a threshold or above, with enough events to mean it.</summary>
    private static bool Burns(Snapshot snapshot, decimal threshold) => FastRules(snapshot).Any(rule =>
        rule.Window.IsAtLeast(threshold, snapshot.Budget.Target)
        && (rule.Confirm?.IsAtLeast(threshold, snapshot.Budget.Target) ?? true)
        && rule.Rule.Guards.Suppress(rule.Window.Bad, rule.Window.Total, snapshot.Budget.Target) is null);

    /// <summary>Whether no fast rule fires and all their windows are known to burn less than the budget can bear.</summary>
    private static bool IsOver(Snapshot snapshot) => FastRules(snapshot).All(rule =>
        !rule.Alert.IsActive && rule.Window.IsKnown && !rule.Window.IsAtLeast(Sustainable, snapshot.Budget.Target));

    private static IEnumerable<RuleSnapshot> FastRules(Snapshot snapshot) => snapshot.Rules.Where(rule => rule.Rule.Severity == BurnSeverity.Fast);
}
