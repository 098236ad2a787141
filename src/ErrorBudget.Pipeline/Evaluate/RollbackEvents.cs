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

    /// <summary>What differs between two snapshots. Unknown minutes change nothing.</summary>
    public static IEnumerable<BudgetEvent> Between(Snapshot? previous, Snapshot current, FeatureFlagRules rules)
    {
        if (!rules.AutoRollback || rules.Flags.IsEmpty) yield break;
        if (Burns(current, rules.BurnThreshold) && !(previous is not null && Burns(previous, rules.BurnThreshold)))
            yield return Occurrence.Now(current, BudgetEventKind.RollbackDue);
        else if (previous is not null && IsOver(current) && !IsOver(previous))
            yield return Occurrence.Now(current, BudgetEventKind.RollbackOver);
    }

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
