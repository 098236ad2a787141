using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>Where it is kept which errands were done.</summary>
public interface IDeliveryStore
{
    /// <summary>What is known of an errand; null if nobody came to it yet.</summary>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    Task<DeliveryRecord?> FindAsync(DeliveryKey key, CancellationToken cancellationToken);

    /// <summary>Stores a record in place of the version it was made from, or as a new one if it has none.</summary>
    /// <returns>The record with its new version; null if somebody else was faster.</returns>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    Task<DeliveryRecord?> SaveAsync(DeliveryRecord record, CancellationToken cancellationToken);

    /// <summary>Puts an errand on the list of what was not delivered. Doing it twice changes nothing.</summary>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    Task ListAsync(UndeliveredErrand errand, CancellationToken cancellationToken);

    /// <summary>Takes an errand off that list; it may be gone already.</summary>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    Task UnlistAsync(UndeliveredErrand errand, CancellationToken cancellationToken);

    /// <summary>What was not delivered, the latest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="StorageException">The store cannot be reached.</exception>
    Task<IReadOnlyList<UndeliveredErrand>> LoadUndeliveredAsync(int limit, CancellationToken cancellationToken);
}
