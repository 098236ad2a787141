namespace ErrorBudget.Pipeline.Tickets;

/// <summary>A tracker's own way to do what all trackers can do. Makes single attempts.</summary>
/// <remarks>Every method throws <see cref="TrackerException"/> when the tracker does not do it.</remarks>
public interface ITracker
{
    /// <summary>What tells this tracker from every other: the address of its project or repository. Never a secret.</summary>
    string Address { get; }

    /// <summary>The newest tickets that have a tag, open or not, newest first.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="reference">What to look for in them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<FoundTicket>> FindAsync(string tag, string reference, CancellationToken cancellationToken);

    /// <summary>Opens a ticket.</summary>
    Task<TicketPlace> CreateAsync(TicketDraft draft, CancellationToken cancellationToken);

    /// <summary>How a ticket stands.</summary>
    Task<TicketStanding> LookAsync(string number, CancellationToken cancellationToken);

    /// <summary>Whether a ticket has a comment with a reference.</summary>
    /// <param name="number">The ticket.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="since">The comment cannot be older.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<bool> HasCommentAsync(string number, string reference, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Adds a comment.</summary>
    Task CommentAsync(string number, TicketDocument text, CancellationToken cancellationToken);

    /// <summary>Closes a ticket that is open.</summary>
    Task CloseAsync(string number, CancellationToken cancellationToken);
}
