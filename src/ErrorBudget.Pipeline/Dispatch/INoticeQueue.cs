using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>The queue that carries what happened to those who tell people and systems.</summary>
public interface INoticeQueue
{
    /// <summary>Puts an event into the queue. May deliver it more than once; its id tells.</summary>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    Task SendAsync(OutboxRecord record, CancellationToken cancellationToken);
}
