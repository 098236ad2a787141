using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Digest;

/// <summary>Who gets a digest: an owner, or where nobody owns an SLO a channel.</summary>
/// <param name="Name">The owner, or the channel's address: names the digest.</param>
/// <param name="Owner">The owner; null where nobody is named.</param>
/// <param name="Channels">Where it is told, without those that wake people.</param>
/// <param name="Objectives">What it is about.</param>
public sealed record Audience(string Name, string? Owner, ImmutableArray<string> Channels, ImmutableArray<Objective> Objectives)
{
    /// <summary>Everybody who gets a digest. Who has no channel is told where the operators are; with none there either, nobody is.</summary>
    public static IReadOnlyList<Audience> Of(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var owned = policy.Objectives.Where(objective => objective.Slo.Owner.Length > 0).GroupBy(objective => objective.Slo.Owner, StringComparer.Ordinal)
            .Select(owner => new Audience(owner.Key, owner.Key, OrOperators(policy, owner.SelectMany(objective => objective.Notification.Channels)), [.. owner]));
        var orphans = policy.Objectives.Where(objective => objective.Slo.Owner.Length == 0)
            .SelectMany(objective => OrOperators(policy, objective.Notification.Channels), (objective, channel) => (objective, channel))
            .GroupBy(told => told.channel, told => told.objective, StringComparer.Ordinal)
            .Select(channel => new Audience(channel.Key, null, [channel.Key], [.. channel]));
        return [.. owned.Concat(orphans).Where(audience => !audience.Channels.IsEmpty).OrderBy(audience => audience.Name, StringComparer.Ordinal)];
    }

    private static ImmutableArray<string> OrOperators(Policy policy, IEnumerable<string> channels)
    {
        var quiet = Quiet(policy, channels);
        return quiet.IsEmpty ? Quiet(policy, policy.Operators) : quiet;
    }

    private static ImmutableArray<string> Quiet(Policy policy, IEnumerable<string> channels) =>
        [.. channels.Where(channel => policy.Channels.GetValueOrDefault(channel) is not PagerDutyService).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
