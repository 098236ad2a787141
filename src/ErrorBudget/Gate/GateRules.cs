using System.Collections.Immutable;

namespace ErrorBudget;

/// <summary>How a service's release gate decides.</summary>
public sealed record GateRules
{
    /// <summary>The defaults: repairs pass, unknown asks for a sign-off, sign-offs count only where a policy allows them.</summary>
    public static GateRules Default { get; } = new();

    /// <summary>Whether a person's sign-off can open the gate.</summary>
    public bool ApprovalOverride { get; init; }

    /// <summary>How long a sign-off may last at most, in minutes; 1 to 20,160 (two weeks).</summary>
    public int SignOffMaxMinutes { get; init; } = 1440;

    /// <summary>What to do when the budget is not known.</summary>
    public OnUnknown OnUnknown { get; init; } = OnUnknown.SignOff;

    /// <summary>Data older than this many minutes are treated as unknown; 1 or more.</summary>
    public int StaleAfterMinutes { get; init; } = 10;

    /// <summary>Changes that are let through whatever the budget.</summary>
    public ImmutableHashSet<ChangeKind> Exempt { get; init; } = [ChangeKind.Fix, ChangeKind.Rollback];

    /// <summary>Whether the gate only reports what it would have said and lets everything through.</summary>
    public bool DryRun { get; init; }
}
