namespace ErrorBudget.Pipeline.Tickets;

/// <summary>A ticket that has the tag.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="IsOpen">Whether it is open.</param>
/// <param name="HasReference">Whether the reference that was looked for stands in it.</param>
public sealed record FoundTicket(TicketPlace Place, bool IsOpen, bool HasReference);
