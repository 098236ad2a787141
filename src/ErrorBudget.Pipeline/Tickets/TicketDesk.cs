using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>
/// Keeps one open ticket per SLO and kind, and one comment per event. Any number of instances may do so at once, and each
/// may die at any point.
/// </summary>
/// <remarks>
/// Trackers have no unique constraint, so an instance first claims the ticket's row (If-Match: one gets it), and whoever has
/// the claim looks up what is there already before it writes: tickets by their tag, comments by the event's reference. What it
/// did and the end of the claim are stored together. Who dies, or gets no answer to something it wrote, leaves a claim that
/// lapses; that also gives trackers whose search lags the time to find what was written.
/// </remarks>
/// <param name="store">Remembers which tickets there are.</param>
/// <param name="ledgers">Where the numbers in a ticket come from.</param>
/// <param name="burnDowns">Reads how budgets were spent.</param>
/// <param name="connect">The tracker behind its settings.</param>
/// <param name="time">The clock.</param>
public sealed class TicketDesk(ITicketStore store, ILedgerStore ledgers, BurnDownReader burnDowns, Func<Tracker, ITracker> connect, TimeProvider time) : IConsequence
{
    /// <summary>How long a claim holds: longer than the work may take, by what a request may need that is still on its way.</summary>
    public static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);

    /// <summary>How long the work may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How soon to look again whether another errand has ended: it takes seconds, unless its process has died.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    /// <summary>How soon to look again after another instance was faster.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<Receipt> RunAsync(Errand errand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errand);
        if (TicketTask.Of(errand, out var receipt) is not { } task) return receipt;

        var now = time.GetUtcNow();
        var state = await store.LoadAsync(task.Key, cancellationToken);
        if (state.ClaimedUntil > now) return Receipt.Postponed($"another errand is working on the {task.Key} ticket, or has died doing so", Look);
        if (task.Objective.Tickets.QuietHours?.EndAfter(now) is { } end && !EndsNothing(task, state)) return Receipt.Postponed($"quiet hours until {end.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}", end - now);

        var claim = state with { ClaimedUntil = now + Claim, IsUncertain = state.IsUncertain || state.ClaimedUntil is not null };
        return await store.SaveAsync(task.Key, claim, cancellationToken) is { } claimed
            ? await WorkAsync(task, claimed, cancellationToken)
            : Receipt.Postponed($"another instance took up the {task.Key} ticket first", Moment);
    }

    /// <summary>What is over before a ticket was opened is noted even in quiet hours: then none is opened afterwards.</summary>
    private static bool EndsNothing(TicketTask task, TicketState state) =>
        task.Action == TicketAction.End && state is { Ticket: null, IsUncertain: false, ClaimedUntil: null };

    private async Task<Receipt> WorkAsync(TicketTask task, TicketState claimed, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var (state, receipt) = await new TicketWork(task, ledgers, burnDowns, connect, time).DoAsync(claimed, limit.Token);
            return await store.SaveAsync(task.Key, state with { ClaimedUntil = null }, cancellationToken) is not null
                ? receipt
                : Receipt.Unavailable($"the work on the {task.Key} ticket took longer than its claim held") with { MayHaveArrived = true };
        }
        catch (TrackerException failure) when (!failure.Receipt.MayHaveArrived)
        {
            await store.SaveAsync(task.Key, claimed with { ClaimedUntil = null }, cancellationToken);
            return failure.Receipt;
        }
        catch (TrackerException failure)
        {
            return Late(claimed, failure.Receipt);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Late(claimed, Receipt.Unavailable($"the tracker took longer than {Patience.TotalMinutes} min") with { MayHaveArrived = true });
        }
    }

    /// <summary>Nobody looks again before the claim has lapsed: by then what was written shows.</summary>
    private Receipt Late(TicketState claimed, Receipt receipt)
    {
        var lapse = claimed.ClaimedUntil!.Value - time.GetUtcNow();
        return receipt with { RetryAfter = receipt.RetryAfter > lapse ? receipt.RetryAfter : lapse };
    }
}
