namespace ErrorBudget.Pipeline.Policies;

/// <summary>One SLO as declared in the policy: the objective, how its events are counted and what follows.</summary>
public sealed record Objective
{
    /// <summary>The objective.</summary>
    public required Slo Slo { get; init; }

    /// <summary>How its events are counted.</summary>
    public required Sli Sli { get; init; }

    /// <summary>How its release gate decides.</summary>
    public GateRules Gate { get; init; } = GateRules.Default;

    /// <summary>Whether and when feature flags are switched off.</summary>
    public FeatureFlagRules FeatureFlags { get; init; } = FeatureFlagRules.None;

    /// <summary>Who is told of what.</summary>
    public NotificationRules Notification { get; init; } = NotificationRules.None;

    /// <summary>Which tickets are opened.</summary>
    public TicketRules Tickets { get; init; } = TicketRules.None;

    /// <summary>What to read when it burns; null for nothing.</summary>
    public Uri? Runbook { get; init; }

    /// <summary>
    /// Identifies the way events are counted. When it changes, what was counted before means something else: the ledger is
    /// begun anew and its history is read again.
    /// </summary>
    public string Fingerprint => PolicyDigest.Of(FormattableString.Invariant($"{Sli.Canonical}|{Slo.Slices?.Minutes}|{Slo.Slices?.Target}"));
}
