using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>
/// Has errands that were given up tried again, with all their patience, once a person has removed the cause. May be ended anywhere and
/// begun again: an errand leaves the list after its message is in the queue, and its record keeps two messages from doing it twice.
/// </summary>
public sealed class RetryUndelivered(IDeliveryStore store, INoticeQueue queue, TimeProvider time)
{
    /// <summary>How many errands one run takes.</summary>
    public const int Most = 1000;

    /// <summary>Sends the listed errands again, the latest first.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="StorageException">The storage cannot be reached.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var sent = 0;
        foreach (var errand in await store.LoadUndeliveredAsync(Most, cancellationToken))
        {
            if (await ReopenAsync(errand, cancellationToken))
            {
                await queue.PostponeAsync(new DispatchMessage(errand.Event, errand.Target).ToJson(), TimeSpan.Zero, cancellationToken);
                sent++;
            }

            await store.UnlistAsync(errand, cancellationToken);
        }

        return sent;
    }

    /// <summary>Makes an errand one that can be tried.</summary>
    /// <returns>Whether there is anything to try; not if it was done meanwhile.</returns>
    private async Task<bool> ReopenAsync(UndeliveredErrand errand, CancellationToken cancellationToken)
    {
        var key = DeliveryKey.Of(errand.Event, errand.Target);
        if (await store.FindAsync(key, cancellationToken) is not { IsFinal: true } record) return true;
        if (record.State != DeliveryState.Undelivered) return false;
        var open = record with { State = DeliveryState.Waiting, FirstSeenAt = time.GetUtcNow() };
        return await store.SaveAsync(open, cancellationToken) is not null || await ReopenAsync(errand, cancellationToken);
    }
}
