using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>What an episode asks of a flag.</summary>
/// <param name="Store">The store's name in the policy.</param>
/// <param name="Flag">The flag's id.</param>
/// <param name="Episode">The episode.</param>
/// <param name="TurnsOn">Whether the flag is switched on again, since the episode is over; otherwise off.</param>
/// <param name="MayRestore">Whether the policy has flags switched on again without a person.</param>
/// <param name="Cause">The event.</param>
public sealed record FlagOrder(string Store, string Flag, string Episode, bool TurnsOn, bool MayRestore, BudgetEvent Cause);
