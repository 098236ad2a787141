using System.Collections.Immutable;
using System.Globalization;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>
/// A journey: what happens in several services, taken together minute by minute. Nobody is asked for it; it is made of
/// what was counted for its members (<see cref="Collect.JourneySource"/>).
/// </summary>
public sealed record JourneySli : Sli
{
    /// <summary>How many journeys may stand one within the other.</summary>
    public const int MaximumNesting = 8;

    /// <summary>A journey.</summary>
    /// <param name="method">How the members are taken together.</param>
    /// <param name="missing">What a member without data does to a minute.</param>
    /// <param name="members">The members; none of them is the journey itself.</param>
    public JourneySli(JourneyMethod method, MissingMember missing, ImmutableArray<JourneyMember> members)
    {
        Members = members;
        Rule = new JourneyRule(method, missing, [.. members.Select(member => member.Share)]);
        Source = "";
        Sources = [.. members.SelectMany(member => member.Objective.Sli.Sources).Distinct(StringComparer.Ordinal)];
        Canonical = string.Create(
            CultureInfo.InvariantCulture,
            $"journey|{method}|{missing}|{string.Join('\n', members.Select(member => FormattableString.Invariant($"{member.Fingerprint}|{member.Share.Weight}|{member.Share.MinuteTarget}")))}");
    }

    /// <summary>How the members' minutes become the journey's.</summary>
    public JourneyRule Rule { get; }

    /// <summary>The members, in the order of the rule's shares.</summary>
    public ImmutableArray<JourneyMember> Members { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Sources { get; }

    /// <inheritdoc/>
    public override bool IsReadByMinutes => true;

    /// <inheritdoc/>
    public override string Canonical { get; }
}
