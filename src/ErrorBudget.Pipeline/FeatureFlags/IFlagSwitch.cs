using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>Reads and switches the flags of one kind of store. Never throws for what the store answers, or for its silence.</summary>
/// <typeparam name="TStore">The kind.</typeparam>
public interface IFlagSwitch<in TStore>
    where TStore : FlagStore
{
    /// <summary>Reads a flag.</summary>
    Task<FlagAnswer> ReadAsync(TStore store, string flag, CancellationToken cancellationToken);

    /// <summary>Switches a flag, unless it is no longer as it was read; changes nothing else of it.</summary>
    /// <returns>The flag as it was left.</returns>
    Task<FlagAnswer> SwitchAsync(TStore store, FlagChange change, CancellationToken cancellationToken);
}
