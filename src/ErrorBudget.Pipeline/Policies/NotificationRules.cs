using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>Who is told of what.</summary>
/// <param name="Channels">Addresses such as <c>slack:#reliability</c>.</param>
/// <param name="When">The events that are told, such as <c>fast_burn</c>; empty for all.</param>
public sealed record NotificationRules(ImmutableArray<string> Channels, ImmutableArray<string> When)
{
    /// <summary>Nobody is told.</summary>
    public static NotificationRules None { get; } = new([], []);

    /// <summary>Who is told when the budget stays exhausted, the earliest first.</summary>
    public ImmutableArray<EscalationStep> Escalation { get; init; } = [];
}
