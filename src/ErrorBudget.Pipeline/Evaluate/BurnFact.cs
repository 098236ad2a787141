namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>A burn-rate rule's numbers when an event happened.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="WindowMinutes">Its window.</param>
/// <param name="Burn">How many times the pace of the budget over that window; null if unknown.</param>
/// <param name="Bad">Bad events in that window.</param>
/// <param name="Total">All events in that window.</param>
/// <param name="ConfirmWindowMinutes">Its confirmation window; null if it has none.</param>
/// <param name="ConfirmBurn">The same over the confirmation window.</param>
/// <param name="Multiplier">The limit at which it fires.</param>
/// <param name="Active">Whether it fires.</param>
public sealed record BurnFact(
    string Rule,
    BurnSeverity Severity,
    int WindowMinutes,
    decimal? Burn,
    long Bad,
    long Total,
    int? ConfirmWindowMinutes,
    decimal? ConfirmBurn,
    decimal Multiplier,
    bool Active)
{
    /// <summary>The facts of a rule.</summary>
    internal static BurnFact Of(RuleSnapshot rule, Target target) => new(
        rule.Rule.Name,
        rule.Rule.Severity,
        rule.Rule.WindowMinutes,
        rule.Window.Value(target),
        rule.Window.Bad,
        rule.Window.Total,
        rule.Rule.ConfirmWindowMinutes,
        rule.Confirm?.Value(target),
        rule.Rule.Multiplier,
        rule.Alert.IsActive);
}
