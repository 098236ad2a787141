using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>What the release gate says at present, in a sentence.</summary>
internal static class GateConsequence
{
    /// <summary>The sentence.</summary>
    /// <param name="objective">The SLO and its gate.</param>
    /// <param name="zone">The budget's zone.</param>
    /// <param name="isKnown">Whether there are data at present.</param>
    /// <param name="burns">The rules that fire.</param>
    public static string Of(Objective objective, Zone zone, bool isKnown, ImmutableArray<BurnSeverity> burns)
    {
        var (rules, strictest) = (objective.Gate, objective.Slo.Zones.Strictest);
        var kind = ReleaseDecision.KindFor(zone, isKnown, burns, strictest, rules);
        if (kind == DecisionKind.Allow) return "The release gate is open.";
        if (kind == DecisionKind.Monitor) return "The release gate is open; releases are to be watched.";

        var held = Enum.GetValues<ChangeKind>().Where(change => !rules.Exempt.Contains(change)).Select(Plural).ToArray();
        if (held.Length == 0) return "The release gate lets every kind of change pass (all are exempt).";
        if (rules.DryRun) return $"The release gate is in dry run: it reports \"{Name(kind)}\" and lets everything pass.";

        var withoutBurns = ReleaseDecision.KindFor(zone, isKnown, [], strictest, rules);
        var why = kind > withoutBurns ? " while it burns this fast" : !isKnown ? " while the data are missing" : "";
        var passing = Enum.GetValues<ChangeKind>().Where(rules.Exempt.Contains).Select(Plural).ToArray();
        var pass = passing.Length == 0 ? "" : $"; {Joined(passing)} pass";
        return $"The release gate {Verb(kind)} {Joined(held)}{why}{pass}. {SignOffs(kind, rules)}";
    }

    private static string Verb(DecisionKind kind) => kind switch
    {
        DecisionKind.Block => "blocks",
        DecisionKind.Freeze => "is frozen for",
        _ => "holds back",
    };

    private static string SignOffs(DecisionKind kind, GateRules rules) => (rules.ApprovalOverride, kind) switch
    {
        (true, _) => "A person's sign-off opens it.",
        (false, DecisionKind.SignOff or DecisionKind.Unknown) => "It asks for a sign-off, but the policy lets none open it (approval_override is off).",
        _ => "Sign-offs do not open it (approval_override is off).",
    };

    private static string Plural(ChangeKind change) => change switch
    {
        ChangeKind.Fix => "fixes",
        ChangeKind.Rollback => "rollbacks",
        ChangeKind.Critical => "critical changes",
        _ => "standard changes",
    };

    private static string Joined(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}".Replace("standard changes and critical changes", "standard and critical changes", StringComparison.Ordinal);

    private static string Name(DecisionKind kind) => kind == DecisionKind.SignOff ? "sign-off" : kind.ToString().ToLowerInvariant();
}
