using Azure.Storage.Queues;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Queues;

/// <summary>Puts messages of a poison queue back into the queue they came from. Ended in between, a message may be in both: whoever handles it does it once.</summary>
public sealed class PoisonReturn(QueueServiceClient account)
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How many messages a poison queue holds, about.</summary>
    /// <param name="queue">The queue they came from.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="StorageException">The queues cannot be reached.</exception>
    public async Task<long> CountAsync(string queue, CancellationToken cancellationToken) => (await PoisonOf(queue).BacklogAsync(cancellationToken)).Messages;

    /// <summary>Puts back as many messages as there are at the beginning: one that fails again meanwhile does not go round.</summary>
    /// <param name="queue">The queue they came from.</param>
    /// <param name="cancellationToken">Stops between two messages.</param>
    /// <returns>How many were put back, and how many stay because they are no messages of this app.</returns>
    /// <exception cref="StorageException">The queues cannot be reached.</exception>
    public async Task<(long Returned, long Foreign)> RunAsync(string queue, CancellationToken cancellationToken)
    {
        var poison = PoisonOf(queue);
        var origin = new StorageQueue(account, queue);
        var (returned, foreign, most) = (0L, 0L, await CountAsync(queue, cancellationToken));
        while (returned + foreign < most && await poison.TakeAsync((int)Math.Min(AtOnce, most - returned - foreign), Lease, cancellationToken) is { Count: > 0 } taken)
        {
            foreach (var message in taken)
            {
                if (message.Text is not { } text)
                {
                    foreign++;
                    continue;
                }

                await origin.SendAsync(text, StorageQueue.NeverExpires, cancellationToken);
                await message.DeleteAsync(cancellationToken);
                returned++;
            }
        }

        return (returned, foreign);
    }

    private StorageQueue PoisonOf(string queue) => new(account, $"{queue}-poison");
}
