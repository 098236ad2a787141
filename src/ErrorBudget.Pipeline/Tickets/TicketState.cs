namespace ErrorBudget.Pipeline.Tickets;

/// <summary>What is remembered of the tickets of one <see cref="TicketKey"/>.</summary>
public sealed record TicketState
{
    /// <summary>The latest ticket; null if there never was one. Whether it is still open, only its tracker knows.</summary>
    public TicketPlace? Ticket { get; init; }

    /// <summary>The episode that the ticket was opened for or commented on last; null if there never was one.</summary>
    public string? Episode { get; init; }

    /// <summary>The id of the event that began it.</summary>
    public string? BegunBy { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>The id of the latest event that ended one.</summary>
    public string? EndedBy { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Until when an instance works on it, or has died at it, UTC; null if none does.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>Whether an instance has died at it, so that a ticket may be open that is not noted here.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>The stored version; null if nothing is stored.</summary>
    public string? Version { get; init; }
}
