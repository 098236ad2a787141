namespace ErrorBudget.Pipeline.Audit;

/// <summary>A burn-rate rule at the time of a decision.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Rate">How many times the pace of the budget; null if unknown.</param>
/// <param name="IsActive">Whether it fired.</param>
public sealed record AuditedBurn(string Rule, decimal? Rate, bool IsActive)
{
    /// <summary>What is kept of a rule.</summary>
    public static AuditedBurn Of(RuleSnapshot rule, Target target)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new AuditedBurn(rule.Rule.Name, rule.Window.Value(target), rule.Alert.IsActive);
    }
}
