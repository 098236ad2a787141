using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>An alert policy as read from its document.</summary>
/// <param name="Rule">Its condition, a burn-rate rule.</param>
/// <param name="Channels">Who is told.</param>
/// <param name="WhenResolved">Whether they are told when it is over.</param>
/// <param name="WhenNoData">Whether they are told when there are no data.</param>
internal sealed record AlertPolicyDraft(RuleDraft Rule, ImmutableArray<string> Channels, bool WhenResolved, bool WhenNoData)
{
    /// <summary>Whether another policy tells the same people of the same.</summary>
    public bool TellsLike(AlertPolicyDraft other) =>
        WhenResolved == other.WhenResolved && WhenNoData == other.WhenNoData && Channels.ToHashSet(StringComparer.Ordinal).SetEquals(other.Channels);
}
