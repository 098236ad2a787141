using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>Where it is remembered which tickets there are. Every method throws <see cref="StorageException"/> when the store cannot be reached.</summary>
public interface ITicketStore
{
    /// <summary>What is remembered; an empty state if nothing is.</summary>
    Task<TicketState> LoadAsync(TicketKey key, CancellationToken cancellationToken);

    /// <summary>Replaces the version that the state was made from.</summary>
    /// <returns>The state with its new version; null if another instance was faster.</returns>
    Task<TicketState?> SaveAsync(TicketKey key, TicketState state, CancellationToken cancellationToken);
}
