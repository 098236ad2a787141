using Azure;
using Azure.Storage.Queues;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Queues;

/// <summary>A queue in Azure Queue Storage. Its client must encode messages as base64, which the Functions host expects.</summary>
public sealed class StorageQueue(QueueClient client) : INoticeQueue
{
    /// <summary>The queue of notices.</summary>
    public const string Notices = "error-budget-notices";

    /// <summary>The queue of shards to evaluate.</summary>
    public const string Shards = "error-budget-shards";

    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    private volatile bool _exists;

    /// <inheritdoc/>
    public Task SendAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return SendAsync(record.Json, NeverExpires, cancellationToken);
    }

    /// <summary>Puts a message into the queue.</summary>
    /// <param name="message">At most 48 KB of text.</param>
    /// <param name="timeToLive">When it is dropped if nobody takes it.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    public async Task SendAsync(string message, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        try
        {
            await EnsureAsync(cancellationToken);
            await client.SendMessageAsync(message, visibilityTimeout: null, timeToLive, cancellationToken);
        }
        catch (Exception failure) when (failure is RequestFailedException or AggregateException)
        {
            var code = (failure as RequestFailedException)?.ErrorCode ?? "no answer";
            throw new StorageException($"the queue '{client.Name}' cannot be written ({code}); check AzureWebJobsStorage and the identity's queue role", failure);
        }
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_exists) return;
        await client.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        _exists = true;
    }
}
