namespace ErrorBudget.Pipeline.Tickets;

/// <summary>A ticket as it is to be opened.</summary>
/// <param name="Title">One line of plain text.</param>
/// <param name="Tag">Its <see cref="TicketKey.Tag"/>.</param>
/// <param name="Text">Its description.</param>
public sealed record TicketDraft(string Title, string Tag, TicketDocument Text);
