using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Counts;

/// <summary>The queue of accepted counts. What is in it survives whatever happens to the program.</summary>
public interface ICountQueue
{
    /// <summary>Puts a message into the queue, where it waits until it is handled, however long that takes.</summary>
    /// <param name="message">At most <see cref="CountMessage.MaximumBytes"/>.</param>
    /// <param name="cancellationToken">Stops sending; the message may be in the queue then.</param>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    Task SendAsync(string message, CancellationToken cancellationToken);

    /// <summary>What is still to be handled.</summary>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    Task<CountBacklog> BacklogAsync(CancellationToken cancellationToken);

    /// <summary>About how many messages could not be recorded and were set aside; 0 is certain.</summary>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    Task<int> GivenUpAsync(CancellationToken cancellationToken);
}
