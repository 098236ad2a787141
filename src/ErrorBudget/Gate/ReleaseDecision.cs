using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>Whether one SLO lets a change be released, and why.</summary>
/// <param name="Kind">The decision.</param>
/// <param name="Allowed">Whether the release may go on.</param>
/// <param name="Reasons">Why, with the numbers; the decisive one first.</param>
public sealed record ReleaseDecision(DecisionKind Kind, bool Allowed, ImmutableArray<string> Reasons)
{
    /// <summary>The sign-off that opened the gate; null if none did.</summary>
    public SignOff? SignOff { get; init; }

    /// <summary>Decides on one SLO.</summary>
    /// <param name="snapshot">The SLO's latest snapshot; null if it was never evaluated.</param>
    /// <param name="rules">How the gate decides.</param>
    /// <param name="change">What is to be released.</param>
    /// <param name="signOff">A person's sign-off that fits this SLO and change and is in force; null if there is none.</param>
    /// <param name="now">The time now, UTC.</param>
    /// <param name="whyNoSnapshot">Why there is no snapshot; null if the SLO was never evaluated.</param>
    public static ReleaseDecision For(
        Snapshot? snapshot, GateRules rules, ChangeKind change, SignOff? signOff, DateTimeOffset now, string? whyNoSnapshot = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var (kind, reasons) = Judge(snapshot, rules, now, whyNoSnapshot ?? GateText.NeverEvaluated);
        if (kind is DecisionKind.Allow or DecisionKind.Monitor) return new ReleaseDecision(kind, true, reasons);

        if (rules.Exempt.Contains(change))
            return new ReleaseDecision(DecisionKind.Allow, true, reasons.Insert(0, GateText.Exempt(change)));

        // A critical change needs a sign-off where an ordinary one is refused.
        if (change == ChangeKind.Critical && kind is DecisionKind.Block)
        {
            kind = DecisionKind.SignOff;
            reasons = reasons.Add(GateText.CriticalNeedsSignOff);
        }

        if (rules.ApprovalOverride && signOff is not null)
            return new ReleaseDecision(DecisionKind.Allow, true, reasons.Insert(0, GateText.SignedOff(signOff))) { SignOff = signOff };
        if (rules.DryRun)
            return new ReleaseDecision(DecisionKind.Allow, true, reasons.Insert(0, GateText.DryRun(kind)));
        return new ReleaseDecision(kind, false, reasons.Add(rules.ApprovalOverride ? GateText.SignOffOpens : GateText.SignOffDoesNotOpen));
    }

    /// <summary>The same with where the members of a journey stand as the last of the reasons: what closes a journey lies with them.</summary>
    /// <param name="members">The members with their latest snapshots, null where one was never evaluated.</param>
    public ReleaseDecision WithMembers(IReadOnlyCollection<(SloId Slo, Snapshot? Snapshot)> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return this with { Reasons = Reasons.Add(GateText.Members(members)) };
    }

    /// <summary>What the gate makes of a zone and of what burns, before exemptions, sign-offs and dry runs.</summary>
    /// <param name="zone">The budget's zone.</param>
    /// <param name="isKnown">Whether the SLO is known at present.</param>
    /// <param name="burns">The rules that fire.</param>
    /// <param name="strictest">The most closed zone there is.</param>
    /// <param name="rules">How the gate decides.</param>
    public static DecisionKind KindFor(Zone zone, bool isKnown, IEnumerable<BurnSeverity> burns, Zone strictest, GateRules rules)
    {
        ArgumentNullException.ThrowIfNull(burns);
        ArgumentNullException.ThrowIfNull(rules);
        return burns.Select(burn => KindOf(burn, strictest, rules))
            .Append(KindOf(zone, rules))
            .Append(isKnown ? DecisionKind.Allow : Unknown(rules))
            .Max();
    }

    private static (DecisionKind Kind, ImmutableArray<string> Reasons) Judge(Snapshot? snapshot, GateRules rules, DateTimeOffset now, string whyNoSnapshot)
    {
        if (snapshot is null)
        {
            ImmutableArray<string> never = [whyNoSnapshot];
            return (Unknown(rules), rules.OnUnknown == OnUnknown.Allow ? never.Add(GateText.UnknownPasses) : never);
        }

        var reasons = ImmutableArray.CreateBuilder<(DecisionKind Kind, string Text)>();
        if (now - snapshot.DataThrough.Start > TimeSpan.FromMinutes(rules.StaleAfterMinutes))
            reasons.Add((Unknown(rules), GateText.Stale(snapshot, rules, now)));
        else if (snapshot.State == SloState.Unknown)
            reasons.Add((Unknown(rules), GateText.Unknown(snapshot)));
        if (reasons.Count > 0 && rules.OnUnknown == OnUnknown.Allow) reasons.Add((DecisionKind.Allow, GateText.UnknownPasses));
        if (snapshot.Budget.IsKnown) reasons.Add((KindOf(snapshot.Zone, rules), GateText.Budget(snapshot)));
        foreach (var rule in snapshot.Rules.Where(rule => rule.Alert.IsActive))
            reasons.Add((KindOf(rule.Rule.Severity, snapshot.Zones.Strictest, rules), GateText.Burning(snapshot, rule)));

        if (snapshot.Adjusted is { } adjusted) reasons.Add((DecisionKind.Allow, GateText.Adjusted(adjusted)));

        var kind = reasons.Max(reason => reason.Kind);
        return (kind, [.. reasons.OrderByDescending(reason => reason.Kind).Select(reason => reason.Text)]);
    }

    private static DecisionKind Unknown(GateRules rules) => rules.OnUnknown switch
    {
        OnUnknown.Allow => DecisionKind.Allow,
        OnUnknown.Block => DecisionKind.Block,
        _ => DecisionKind.Unknown,
    };

    /// <summary>A fast burn blocks and any other is watched, but neither closes the gate further than the policy lets it close.</summary>
    private static DecisionKind KindOf(BurnSeverity severity, Zone strictest, GateRules rules)
    {
        var kind = severity == BurnSeverity.Fast ? DecisionKind.Block : DecisionKind.Monitor;
        var limit = KindOf(strictest, rules);
        return kind > limit ? limit : kind;
    }

    private static DecisionKind KindOf(Zone zone, GateRules rules) => zone switch
    {
        Zone.Standard => DecisionKind.Allow,
        Zone.Monitor => DecisionKind.Monitor,
        Zone.SignOff => DecisionKind.SignOff,
        Zone.Block => DecisionKind.Block,
        Zone.Freeze => DecisionKind.Freeze,
        _ => Unknown(rules),
    };
}
