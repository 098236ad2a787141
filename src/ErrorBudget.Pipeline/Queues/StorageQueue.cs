using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudget.Pipeline.Queues;

/// <summary>
/// A queue in Azure Queue Storage and the one beside it, <c>…-poison</c>, for messages that nobody can handle. Messages are
/// encoded as base64, which the Functions host expects.
/// </summary>
/// <param name="account">The account's queues. Its messages must not be encoded (<see cref="QueueMessageEncoding.None"/>, the default).</param>
/// <param name="name">The queue's name.</param>
public sealed class StorageQueue(QueueServiceClient account, string name) : INoticeQueue, ICountQueue
{
    /// <summary>The queue of notices.</summary>
    public const string Notices = "error-budget-notices";

    /// <summary>The queue of shards to evaluate.</summary>
    public const string Shards = "error-budget-shards";

    /// <summary>The queue of checks to look at.</summary>
    public const string Checks = "error-budget-checks";

    /// <summary>The queue of pushed counts.</summary>
    public const string Counts = "error-budget-counts";

    /// <summary>A time to live that does not end.</summary>
    internal static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _queue = account.GetQueueClient(name);
    private readonly QueueClient _poison = account.GetQueueClient($"{name}-poison");
    private volatile bool _exists;

    /// <summary>The queue's name.</summary>
    public string Name => name;

    /// <inheritdoc/>
    public Task SendAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return SendAsync(record.Json, NeverExpires, cancellationToken);
    }

    /// <inheritdoc/>
    public Task PostponeAsync(string message, TimeSpan delay, CancellationToken cancellationToken) => SendAsync(message, delay, NeverExpires, cancellationToken);

    /// <inheritdoc/>
    public Task SetAsideAsync(string message, CancellationToken cancellationToken) => PoisonAsync(Encode(message), cancellationToken);

    /// <inheritdoc/>
    Task ICountQueue.SendAsync(string message, CancellationToken cancellationToken) => SendAsync(message, NeverExpires, cancellationToken);

    /// <inheritdoc/>
    public Task<CountBacklog> BacklogAsync(CancellationToken cancellationToken) => CallAsync("read", async () =>
    {
        await EnsureAsync(cancellationToken);
        var messages = (await _queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
        if (messages == 0) return CountBacklog.Empty;
        var waiting = (await _queue.PeekMessagesAsync(_queue.MaxPeekableMessages, cancellationToken)).Value;
        return new CountBacklog(messages, waiting.Min(message => message.InsertedOn));
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> GivenUpAsync(CancellationToken cancellationToken) => CallAsync("read", async () =>
    {
        try
        {
            return (await _poison.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            // It is made when the first message is set aside.
            return 0;
        }
    }, cancellationToken);

    /// <summary>Puts a message into the queue.</summary>
    /// <param name="message">At most 48 KB of text.</param>
    /// <param name="timeToLive">When it is dropped if nobody takes it.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    public Task SendAsync(string message, TimeSpan timeToLive, CancellationToken cancellationToken) => SendAsync(message, delay: null, timeToLive, cancellationToken);

    /// <summary>Takes messages; nobody else sees them for a while.</summary>
    /// <param name="most">How many at most, 1 to 32.</param>
    /// <param name="lease">For how long nobody else sees them, one second to seven days.</param>
    /// <param name="cancellationToken">Stops taking.</param>
    /// <exception cref="StorageException">The queue cannot be reached.</exception>
    public Task<IReadOnlyList<TakenMessage>> TakeAsync(int most, TimeSpan lease, CancellationToken cancellationToken) => CallAsync<IReadOnlyList<TakenMessage>>("read", async () =>
    {
        await EnsureAsync(cancellationToken);
        var messages = (await _queue.ReceiveMessagesAsync(most, lease, cancellationToken)).Value;
        return [.. messages.Select(message => new TakenMessage(this, message))];
    }, cancellationToken);

    /// <summary>Hides a taken message from the others for a time from now on; nothing lets them have it at once.</summary>
    /// <returns>The receipt that is valid from now on; null if somebody else has taken it, or it is gone.</returns>
    internal Task<string?> HideAsync(string id, string receipt, TimeSpan time, CancellationToken cancellationToken) =>
        IfStillOursAsync(async () => (await _queue.UpdateMessageAsync(id, receipt, visibilityTimeout: time, cancellationToken: cancellationToken)).Value.PopReceipt, cancellationToken);

    /// <summary>Removes a taken message. Does nothing if somebody else has taken it.</summary>
    internal Task DeleteAsync(string id, string receipt, CancellationToken cancellationToken) =>
        IfStillOursAsync(async () =>
        {
            await _queue.DeleteMessageAsync(id, receipt, cancellationToken);
            return receipt;
        }, cancellationToken);

    /// <summary>Puts a message's body, as it is, into the poison queue.</summary>
    internal Task PoisonAsync(string body, CancellationToken cancellationToken) => CallAsync("written", async () =>
    {
        await _poison.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        return await _poison.SendMessageAsync(body, visibilityTimeout: null, NeverExpires, cancellationToken);
    }, cancellationToken);

    private Task<SendReceipt> SendAsync(string message, TimeSpan? delay, TimeSpan timeToLive, CancellationToken cancellationToken) => CallAsync("written", async () =>
    {
        using var span = Spans.Send(name);
        await EnsureAsync(cancellationToken);
        return (await _queue.SendMessageAsync(Encode(message), delay, timeToLive, cancellationToken)).Value;
    }, cancellationToken);

    private static string Encode(string message) => Convert.ToBase64String(Encoding.UTF8.GetBytes(message));

    private Task<string?> IfStillOursAsync(Func<Task<string>> call, CancellationToken cancellationToken) => CallAsync<string?>("written", async () =>
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException gone) when (gone.ErrorCode is "MessageNotFound" or "PopReceiptMismatch")
        {
            return null;
        }
    }, cancellationToken);

    private async Task<T> CallAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (failure is RequestFailedException or AggregateException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A queue that somebody has deleted is made again by the next call.
            _exists = false;
            var code = (failure as RequestFailedException)?.ErrorCode ?? "no answer";
            throw new StorageException($"the queue '{name}' cannot be {what} ({code}); check AzureWebJobsStorage and the identity's queue role", failure);
        }
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_exists) return;
        await _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        _exists = true;
    }
}
