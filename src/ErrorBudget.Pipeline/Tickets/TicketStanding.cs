namespace ErrorBudget.Pipeline.Tickets;

/// <summary>How a ticket stands in its tracker.</summary>
public enum TicketStanding
{
    /// <summary>It is open.</summary>
    Open,

    /// <summary>It is closed.</summary>
    Closed,

    /// <summary>It is not there any more: deleted or moved.</summary>
    Gone,
}
