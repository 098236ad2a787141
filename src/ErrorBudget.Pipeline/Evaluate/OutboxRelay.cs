using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>
/// Hands what is in the outbox to the queue. An event is removed only after the queue has it, so a crash in between sends
/// it again; its id tells the receiver.
/// </summary>
internal sealed class OutboxRelay(ILedgerStore store, INoticeQueue queue)
{
    private const int Batch = 100;

    /// <summary>Empties the outbox of a slot.</summary>
    public async Task RunAsync(Slot slot, CancellationToken cancellationToken)
    {
        while (true)
        {
            var records = await store.LoadOutboxAsync(slot, Batch, cancellationToken);
            foreach (var record in records) await queue.SendAsync(record, cancellationToken);
            if (records.Count > 0) await store.RemoveFromOutboxAsync(slot, records, cancellationToken);
            if (records.Count < Batch) return;
        }
    }
}
