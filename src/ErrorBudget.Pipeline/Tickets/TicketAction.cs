namespace ErrorBudget.Pipeline.Tickets;

/// <summary>What an event means for a ticket.</summary>
internal enum TicketAction
{
    /// <summary>There is to be an open ticket.</summary>
    Begin,

    /// <summary>If there is an open ticket, it says so.</summary>
    Tell,

    /// <summary>The reason for the ticket is gone.</summary>
    End,
}
