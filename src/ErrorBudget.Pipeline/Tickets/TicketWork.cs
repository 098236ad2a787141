using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tickets;

/// <summary>
/// The work of who has the claim. Every step looks first whether it was done before, so it may be begun again after any.
/// What happened later wins: an end that comes late closes nothing that began after it, and a beginning that comes after its end
/// opens nothing.
/// </summary>
internal sealed class TicketWork(TicketTask task, ILedgerStore ledgers, BurnDownReader burnDowns, Func<Tracker, ITracker> connect, TimeProvider time)
{
    /// <summary>Clocks differ, here and there.</summary>
    private static readonly TimeSpan ClockError = TimeSpan.FromHours(1);

    /// <summary>Does it.</summary>
    /// <param name="state">What is remembered, with the claim.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What to remember, and what became of it.</returns>
    /// <exception cref="TrackerException">The tracker does not do it.</exception>
    public async Task<(TicketState State, Receipt Receipt)> DoAsync(TicketState state, CancellationToken cancellationToken) => task.Action switch
    {
        TicketAction.Begin => await BeginAsync(state, cancellationToken),
        TicketAction.Tell => await TellAsync(await ReconcileAsync(state, cancellationToken), cancellationToken),
        _ => await EndAsync(state, cancellationToken),
    };

    private async Task<(TicketState, Receipt)> BeginAsync(TicketState state, CancellationToken cancellationToken)
    {
        if (state.BegunBy == task.Event.Id && state.Ticket is { } done) return (state, Done("was told before:", done));
        if (task.Event.At < state.EndedAt) return (state, Receipt.Skipped("it was over before a ticket could be opened"));
        if (task.Event.At < state.BegunAt) return (state, Receipt.Skipped("the ticket says what happened since"));

        var begun = state with { Episode = task.Episode, BegunBy = task.Event.Id, BegunAt = task.Event.At };
        var tracker = connect(task.Tracker);
        if (state.Ticket is { } known && known.Tracker == tracker.Address)
        {
            var standing = await tracker.LookAsync(known.Number, cancellationToken);
            if (standing == TicketStanding.Open) return (begun, await CommentAsync(tracker, known, cancellationToken));
            if (state.Episode == task.Episode) return (begun, Receipt.Skipped($"{known.Number} was {(standing == TicketStanding.Gone ? "deleted" : "closed")} meanwhile, and the reason for it is still the same"));
        }

        var reference = task.Key.TicketReference(task.Episode);
        var found = await tracker.FindAsync(task.Key.Tag, reference, cancellationToken);
        begun = begun with { IsUncertain = false };
        if (found.FirstOrDefault(ticket => ticket.HasReference) is { } mine) return (begun with { Ticket = mine.Place }, Done("opened before:", mine.Place));
        if (found.FirstOrDefault(ticket => ticket.IsOpen) is { } other) return (begun with { Ticket = other.Place }, await CommentAsync(tracker, other.Place, cancellationToken));

        var evidence = await BudgetEvidence.ReadAsync(ledgers, burnDowns, task.Objective, task.Event, time.GetUtcNow(), cancellationToken);
        var opened = await tracker.CreateAsync(TicketText.Draft(task, evidence, reference), cancellationToken);
        return (begun with { Ticket = opened }, Done("opened", opened));
    }

    private async Task<(TicketState, Receipt)> TellAsync(TicketState state, CancellationToken cancellationToken)
    {
        if (task.Event.At < state.EndedAt) return (state, Receipt.Skipped("the reason for the ticket is gone"));
        return await OpenTicketAsync(state, cancellationToken) is (var tracker, var ticket)
            ? (state, await CommentAsync(tracker, ticket, cancellationToken))
            : (state, Receipt.Skipped("no ticket is open"));
    }

    private async Task<(TicketState, Receipt)> EndAsync(TicketState state, CancellationToken cancellationToken)
    {
        if (state.EndedBy == task.Event.Id) return (state, Receipt.Skipped("this was noted before"));
        if (task.Event.At < state.BegunAt) return (state, Receipt.Skipped("the reason for the ticket has come back since"));

        state = await ReconcileAsync(state, cancellationToken);
        var ended = state with { EndedBy = task.Event.Id, EndedAt = task.Event.At };
        if (await OpenTicketAsync(state, cancellationToken) is not (var tracker, var ticket)) return (ended, Receipt.Skipped("no ticket is open"));
        var receipt = await CommentAsync(tracker, ticket, cancellationToken);
        if (!task.Objective.Tickets.CloseOnRecovery) return (ended, receipt);
        await tracker.CloseAsync(ticket.Number, cancellationToken);
        return (ended, Done("closed", ticket));
    }

    /// <summary>Finds the ticket that an instance may have opened before it died.</summary>
    private async Task<TicketState> ReconcileAsync(TicketState state, CancellationToken cancellationToken)
    {
        if (!state.IsUncertain) return state;
        var found = await connect(task.Tracker).FindAsync(task.Key.Tag, task.Key.TicketReference(task.Episode), cancellationToken);
        return state with { IsUncertain = false, Ticket = found.FirstOrDefault(ticket => ticket.IsOpen)?.Place ?? state.Ticket };
    }

    /// <summary>The ticket and its tracker, which may be another one than new tickets are opened in; null if it is not open.</summary>
    private async Task<(ITracker Tracker, TicketPlace Ticket)?> OpenTicketAsync(TicketState state, CancellationToken cancellationToken)
    {
        if (state.Ticket is not { } ticket) return null;
        var tracker = task.Policy.Trackers.Values.Select(connect).FirstOrDefault(one => one.Address == ticket.Tracker);
        return tracker is not null && await tracker.LookAsync(ticket.Number, cancellationToken) == TicketStanding.Open ? (tracker, ticket) : null;
    }

    private async Task<Receipt> CommentAsync(ITracker tracker, TicketPlace ticket, CancellationToken cancellationToken)
    {
        var reference = TicketKey.CommentReference(task.Event.Id);
        if (!await tracker.HasCommentAsync(ticket.Number, reference, task.Event.At - ClockError, cancellationToken))
            await tracker.CommentAsync(ticket.Number, TicketText.Comment(task, reference), cancellationToken);
        return Done("commented on", ticket);
    }

    private static Receipt Done(string what, TicketPlace ticket) => Receipt.Delivered($"{what} {ticket.Url}", $"{ticket.Number} {ticket.Url}");
}
