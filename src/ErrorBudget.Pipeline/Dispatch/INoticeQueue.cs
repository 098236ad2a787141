using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>The queue that carries what happened to those who tell people and systems.</summary>
public interface INoticeQueue
{
    /// <summary>Puts an event into the queue. May deliver it more than once; its id tells.</summary>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    Task SendAsync(OutboxRecord record, CancellationToken cancellationToken);

    /// <summary>Puts a message into the queue that nobody sees before a time is over.</summary>
    /// <param name="message">A <see cref="DispatchMessage"/>.</param>
    /// <param name="delay">How long, up to seven days.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    Task PostponeAsync(string message, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Puts a message where those are that nobody could handle, for a person to look at.</summary>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    Task SetAsideAsync(string message, CancellationToken cancellationToken);
}
