using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Audit;

/// <summary>A switched feature flag with the numbers it was based on.</summary>
/// <param name="Flag">The flag's id.</param>
/// <param name="Store">The name of its store in the policy.</param>
/// <param name="Episode">The episode it was switched for; off and on again have the same.</param>
/// <param name="RemainingPct">Percent of the budget that remained; null if it was not known.</param>
/// <param name="Burns">The burn-rate rules.</param>
/// <param name="DataThrough">Up to when events had been counted; null if not known.</param>
public sealed record AuditedFlag(
    string Flag, string Store, string Episode, decimal? RemainingPct, IReadOnlyList<AuditedBurn> Burns, DateTimeOffset? DataThrough)
{
    /// <summary>What is kept of a switching.</summary>
    public static AuditedFlag Of(string flag, string store, string episode, BudgetFacts? facts) => new(
        flag,
        store,
        episode,
        facts?.RemainingPct,
        facts is null ? [] : [.. facts.Burns.Select(burn => new AuditedBurn(burn.Rule, burn.Burn, burn.Active))],
        facts?.DataThrough);
}
