namespace ErrorBudget.Pipeline.Policies;

/// <summary>Where the last good policy is kept, so that it stays in force when a process starts with a broken one.</summary>
/// <remarks>All methods throw <see cref="Storage.StorageException"/> when the store cannot be reached.</remarks>
public interface IPolicyArchive
{
    /// <summary>Keeps the texts of a good policy in place of the one before.</summary>
    Task KeepAsync(IReadOnlyList<PolicyFile> files, CancellationToken cancellationToken);

    /// <summary>The texts of the last good policy; null if there never was one.</summary>
    Task<IReadOnlyList<PolicyFile>?> RecallAsync(CancellationToken cancellationToken);

    /// <summary>Keeps which refusal people were told of, or null when that is over.</summary>
    Task KeepRefusalAsync(PolicyRefusal? refusal, CancellationToken cancellationToken);

    /// <summary>The refusal that people were told of and whose end they were not; null if there is none.</summary>
    Task<PolicyRefusal?> RecallRefusalAsync(CancellationToken cancellationToken);
}
