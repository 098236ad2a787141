using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Dispatch;

/// <summary>
/// Runs one errand, guarded by its record: claimed before the attempt, so that nobody else makes one meanwhile, and
/// written down after it. A process that dies in between leaves the claim; who comes when it is over tries again and
/// says that it may be a repetition.
/// </summary>
public sealed class ErrandRunner(IConsequence consequences, IDeliveryStore store, INoticeQueue queue, DispatchLimits limits, TimeProvider time, ILogger<ErrandRunner> log)
{
    /// <summary>Makes an attempt, if one is to be made now.</summary>
    /// <param name="errand">The errand.</param>
    /// <param name="attempts">How often it had been tried when the message was sent; null for the first message.</param>
    /// <param name="cancellationToken">Stops; then the claim stays until its lease is over.</param>
    /// <returns>When to come again; null if there is nothing left to do, or another message carries on.</returns>
    /// <exception cref="StorageException">The storage cannot be reached.</exception>
    public async Task<Postponement?> RunAsync(Errand errand, int? attempts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errand);
        var key = DeliveryKey.Of(errand.Event, errand.Target);
        var now = time.GetUtcNow();
        var record = await store.FindAsync(key, cancellationToken) ?? new DeliveryRecord(key, DeliveryState.Waiting, now);
        if (record.IsFinal || attempts < record.Attempts) return null;
        if (record.State == DeliveryState.Claimed && record.ClaimedUntil > now) return new Postponement(record.ClaimedUntil - now + TimeSpan.FromSeconds(1), record.Attempts);

        var opening = await OpeningAsync(errand, record, now, cancellationToken);
        if (opening.MustWait) return await WaitAsync(record, now, cancellationToken);
        if (opening.Skip is { } why) return await FinishAsync(errand, record, Receipt.Skipped(why), cancellationToken);

        if (await store.SaveAsync(record.Claim(now + limits.Lease), cancellationToken) is not { } claimed) return new Postponement(limits.Lease, record.Attempts + 1);
        var receipt = await AttemptAsync(errand with { Opening = opening.Receipt, IsRepeat = claimed.MayHaveArrived }, cancellationToken);
        return await FinishAsync(errand, claimed, receipt, cancellationToken);
    }

    /// <summary>The end of an episode waits for its beginning, at first shortly, then ever longer.</summary>
    private async Task<Postponement> WaitAsync(DeliveryRecord record, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (record.ETag is null) await store.SaveAsync(record with { Detail = "waits until the beginning has been told" }, cancellationToken);
        return new Postponement(Bounded((now - record.FirstSeenAt) / 2), record.Attempts);
    }

    /// <summary>What became of the beginning, for an end.</summary>
    private async Task<(Receipt? Receipt, bool MustWait, string? Skip)> OpeningAsync(Errand errand, DeliveryRecord record, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (errand.Event.InhibitedBy is { } faster && Routes.TellsBurn(faster, errand)) return (null, false, $"the burn by {faster} is going on, which is faster and was told");
        if (DeliveryKey.OfOpening(errand.Event, errand.Target) is not { } key) return default;
        var opening = await store.FindAsync(key, cancellationToken);
        var isEnd = errand.Event.Kind is BudgetEventKind.BurnResolved or BudgetEventKind.DataReturned or BudgetEventKind.PolicyAccepted;
        return opening switch
        {
            { IsFinal: false } => (null, true, null),
            null when isEnd && now - record.FirstSeenAt < limits.Overtaking => (null, true, null),
            null => (null, false, isEnd ? "its beginning was not told here" : null),
            { State: DeliveryState.Delivered } or { MayHaveArrived: true } => (opening.AsReceipt(), false, null),
            _ => (null, false, isEnd ? $"its beginning was not told here: {opening.Detail}" : null),
        };
    }

    private async Task<Receipt> AttemptAsync(Errand errand, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limits.Attempt, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await consequences.RunAsync(errand, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Receipt.Unavailable(FormattableString.Invariant($"it was not done in {limits.Attempt.TotalSeconds} s")) with { MayHaveArrived = true };
        }
    }

    /// <summary>Writes down what became of an attempt.</summary>
    /// <returns>When to come again; null if there is nothing left to do.</returns>
    private async Task<Postponement?> FinishAsync(Errand errand, DeliveryRecord record, Receipt receipt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var pause = PauseAfter(record.Attempts, receipt.RetryAfter);
        var finished = record.With(receipt, isGivenUp: receipt.Kind == ReceiptKind.Unavailable && now + pause - record.FirstSeenAt > limits.Patience);
        Log(errand, finished);
        if (finished.State == DeliveryState.Undelivered)
        {
            // Before the record says so: if this fails, the attempt is made again, and not forgotten.
            await store.ListAsync(new UndeliveredErrand(errand.Event, errand.Target, finished.Detail, finished.Attempts, now), cancellationToken);
            if (receipt.Kind == ReceiptKind.Unavailable) await queue.SetAsideAsync(new DispatchMessage(errand.Event, errand.Target).ToJson(), cancellationToken);
        }

        // Who was overtaken here has lost its lease to somebody who will finish the errand.
        await store.SaveAsync(finished, cancellationToken);
        return finished.State == DeliveryState.Waiting ? new Postponement(pause, finished.Attempts) : null;
    }

    /// <summary>Doubles with each attempt, unless the receiver wants more.</summary>
    private TimeSpan PauseAfter(int attempts, TimeSpan? wanted)
    {
        var own = Bounded(limits.FirstPause * Math.Pow(2, Math.Clamp(attempts - 1, 0, 16)));
        if (wanted is not { } asked || asked <= own) return own;
        return asked < limits.LongestWanted ? asked : limits.LongestWanted;
    }

    private TimeSpan Bounded(TimeSpan pause) => pause < limits.FirstPause ? limits.FirstPause : pause > limits.LongestPause ? limits.LongestPause : pause;

    private void Log(Errand errand, DeliveryRecord record)
    {
        var level = record.State switch
        {
            DeliveryState.Undelivered => LogLevel.Error,
            DeliveryState.Waiting => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        log.Log(level, "{Event} to {Target}: {State} after {Attempts} attempts: {Detail}", errand.Event.Id, errand.Target, record.State, record.Attempts, record.Detail);
    }
}
