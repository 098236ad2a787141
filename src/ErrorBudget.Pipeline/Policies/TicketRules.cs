namespace ErrorBudget.Pipeline.Policies;

/// <summary>Which tickets are opened for an SLO, where and when.</summary>
public sealed record TicketRules
{
    /// <summary>No tickets.</summary>
    public static TicketRules None { get; } = new();

    /// <summary>The name of the tracker; null for no tickets.</summary>
    public string? Tracker { get; init; }

    /// <summary>Below this remaining percentage of the budget a reliability sprint is proposed; null for never.</summary>
    public decimal? SprintBelowPct { get; init; } = 10;

    /// <summary>Whether a freeze opens a reliability initiative.</summary>
    public bool InitiativeOnFreeze { get; init; } = true;

    /// <summary>Whether an SLO that hardly uses its budget over a year gets a review ticket.</summary>
    public bool Review { get; init; } = true;

    /// <summary>Whether a ticket is closed when the budget has recovered; otherwise it only gets a comment.</summary>
    public bool CloseOnRecovery { get; init; }

    /// <summary>When no tickets are opened; null for never.</summary>
    public QuietHours? QuietHours { get; init; }
}
