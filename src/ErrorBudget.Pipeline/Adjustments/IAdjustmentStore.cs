using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Adjustments;

/// <summary>Where adjustments are kept that people made. None is ever deleted.</summary>
/// <remarks>Every method throws <see cref="StorageException"/> when the store cannot be reached or answers with an error.</remarks>
public interface IAdjustmentStore
{
    /// <summary>What becomes another with every adjustment that is made or revoked; null if there never was one. One small read.</summary>
    Task<string?> VersionAsync(CancellationToken cancellationToken);

    /// <summary>All adjustments, or those of a service, also revoked ones, by service and number.</summary>
    Task<IReadOnlyList<Adjustment>> LoadAsync(string? service, CancellationToken cancellationToken);

    /// <summary>One adjustment; null if there is none of that id.</summary>
    Task<Adjustment?> FindAsync(AdjustmentId id, CancellationToken cancellationToken);

    /// <summary>Keeps a new one.</summary>
    /// <returns>False, and nothing is changed, if there is one of that id.</returns>
    Task<bool> AddAsync(Adjustment adjustment, CancellationToken cancellationToken);

    /// <summary>Notes that one is revoked.</summary>
    Task RevokeAsync(AdjustmentId id, DateTimeOffset at, CancellationToken cancellationToken);
}
