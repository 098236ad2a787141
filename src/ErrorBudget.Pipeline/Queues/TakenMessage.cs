using System.Text;
using Azure.Storage.Queues.Models;

namespace ErrorBudget.Pipeline.Queues;

/// <summary>A message taken from a queue: others do not see it until its time is over.</summary>
public sealed class TakenMessage
{
    private readonly StorageQueue _queue;
    private readonly string _body;
    private string _receipt;

    internal TakenMessage(StorageQueue queue, QueueMessage message)
    {
        (_queue, _body, _receipt) = (queue, message.Body.ToString(), message.PopReceipt);
        (Id, Attempt, Text) = (message.MessageId, message.DequeueCount, Decode(_body));
    }

    /// <summary>The message's id.</summary>
    public string Id { get; }

    /// <summary>How often it has been taken, this time included.</summary>
    public long Attempt { get; }

    /// <summary>What it says; null if it is not base64 and so no message of ours.</summary>
    public string? Text { get; }

    /// <summary>Whether nobody else was seen to have taken it since.</summary>
    public bool IsOurs { get; private set; } = true;

    /// <summary>Hides it from the others for a time from now on.</summary>
    /// <returns>Whether it was still ours.</returns>
    /// <exception cref="Storage.StorageException">The queue cannot be reached.</exception>
    public async Task<bool> HideAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var receipt = await _queue.HideAsync(Id, _receipt, time, cancellationToken);
        _receipt = receipt ?? _receipt;
        return IsOurs = receipt is not null;
    }

    /// <summary>Removes it: it has been handled.</summary>
    /// <exception cref="Storage.StorageException">The queue cannot be reached.</exception>
    public Task DeleteAsync(CancellationToken cancellationToken) => _queue.DeleteAsync(Id, _receipt, cancellationToken);

    /// <summary>Moves it, with its body as it was sent, to the poison queue. A crash in between leaves it in both.</summary>
    /// <exception cref="Storage.StorageException">The queue cannot be reached.</exception>
    public async Task PoisonAsync(CancellationToken cancellationToken)
    {
        await _queue.PoisonAsync(_body, cancellationToken);
        await DeleteAsync(cancellationToken);
    }

    private static string? Decode(string body)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(body));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
