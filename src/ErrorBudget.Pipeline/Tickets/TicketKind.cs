namespace ErrorBudget.Pipeline.Tickets;

/// <summary>What a ticket is about. The target of an errand is <c>ticket:</c> and its name in lower case.</summary>
public enum TicketKind
{
    /// <summary>Little of the budget is left: a reliability sprint.</summary>
    Sprint,

    /// <summary>Releases are frozen: a reliability initiative.</summary>
    Initiative,

    /// <summary>The budget is hardly used: is the objective the right one?</summary>
    Review,
}
