using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.FeatureFlags;

/// <summary>Where it is kept what was done to flags.</summary>
/// <remarks>Every method throws <see cref="StorageException"/> when the store cannot be reached or answers with an error.</remarks>
public interface IFlagRecords
{
    /// <summary>The record of a flag; null if there is none.</summary>
    Task<FlagRecord?> FindAsync(string store, string flag, CancellationToken cancellationToken);

    /// <summary>Keeps a record, if it is still in the version that was read.</summary>
    /// <returns>The record with its new version; null if somebody else was faster.</returns>
    Task<FlagRecord?> SaveAsync(FlagRecord record, CancellationToken cancellationToken);
}
