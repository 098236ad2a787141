using System.Collections.Immutable;
using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>A message to people in plain text, without any channel's markup: each channel lays it out in its own way.</summary>
public sealed record Notice
{
    /// <summary>What happened.</summary>
    public required BudgetEvent Event { get; init; }

    /// <summary>How urgent it is.</summary>
    public required NoticeTone Tone { get; init; }

    /// <summary>Its place among those that belong together.</summary>
    public required NoticePhase Phase { get; init; }

    /// <summary>What the messages that belong together have in common; for one that stands for itself its own id.</summary>
    public string Thread => Event.Episode ?? Event.Id;

    /// <summary>One line that says what happens to what, for example <c>checkout/availability burns its error budget 14.9 times too fast</c>.</summary>
    public required string Title { get; init; }

    /// <summary>One to three sentences with the numbers.</summary>
    public required string Summary { get; init; }

    /// <summary>The numbers one by one; may be empty.</summary>
    public ImmutableArray<NoticeFact> Facts { get; init; } = [];

    /// <summary>What is left of the budget in percent, signed, for a bar; null to draw none.</summary>
    public decimal? RemainingPct { get; init; }

    /// <summary>What the policy does about it, one sentence each; may be empty.</summary>
    public ImmutableArray<string> Consequences { get; init; } = [];

    /// <summary>Links to the dashboard, the runbook and the like; may be empty.</summary>
    public ImmutableArray<NoticeLink> Links { get; init; } = [];

    /// <summary>The app's own address as people reach it, which tells where this comes from; null if nobody configured it.</summary>
    public Uri? Site { get; init; }

    /// <summary>What the channel called the message that this one follows, so that it can be a reply; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether this may have been delivered before: a channel without duplicate detection says so in the message.</summary>
    public bool IsRepeat { get; init; }
}
