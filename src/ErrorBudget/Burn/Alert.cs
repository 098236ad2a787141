namespace ErrorBudget;

/// <summary>
/// The state of one burn-rate rule, moved on once a minute by <see cref="Advance"/>. A pure function of the ledger: it does
/// not matter whether the minutes are looked at one by one or in one go after a gap.
/// </summary>
public sealed record Alert
{
    /// <summary>Where every rule starts.</summary>
    public static Alert None { get; } = new();

    /// <summary>The phase.</summary>
    public AlertPhase Phase { get; init; }

    /// <summary>Since when it has been in this phase; null from the start.</summary>
    public Minute? Since { get; init; }

    /// <summary>When the latest episode fired; null if it never did.</summary>
    public Minute? FiredAt { get; init; }

    /// <summary>While firing: since when the confirmation window has been below the multiplier.</summary>
    public Minute? BelowSince { get; init; }

    /// <summary>Whether the last minute was unknown, so that the phase could not change.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Which low-traffic guard holds a firing back, for people; null if none does.</summary>
    public string? Suppressed { get; init; }

    /// <summary>Whether the rule fires.</summary>
    public bool IsActive => Phase == AlertPhase.Firing;

    /// <summary>Names the latest firing and nothing else, whoever computes it and however often; null if the rule never fired.</summary>
    public string? EpisodeId(SloId slo, string rule) => FiredAt is { } at ? $"{slo}/{rule}@{at}" : null;

    /// <summary>The state one minute on.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="target">The SLO's target.</param>
    /// <param name="window">The burn rate over the rule's window.</param>
    /// <param name="confirm">The burn rate over its confirmation window, or again its window where it has none.</param>
    /// <param name="now">The end of the minute that was added.</param>
    public Alert Advance(BurnRateRule rule, Target target, BurnRate window, BurnRate confirm, Minute now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (!window.IsKnown || !confirm.IsKnown) return Freeze();

        var longAbove = window.IsAtLeast(rule.Multiplier, target);
        var confirmAbove = confirm.IsAtLeast(rule.Multiplier, target);
        if (IsActive) return confirmAbove ? Keep() : Cool(rule, now);

        var suppressed = longAbove && confirmAbove ? rule.Guards.Suppress(window.Bad, window.Total, target) : null;
        return (longAbove, confirmAbove, suppressed) switch
        {
            (true, true, null) => new Alert { Phase = AlertPhase.Firing, Since = now, FiredAt = now },
            (false, false, _) => Phase == AlertPhase.Confirming ? Enter(AlertPhase.Quiet, now, null) : Keep(),
            _ => Enter(AlertPhase.Confirming, now, suppressed),
        };
    }

    /// <summary>Unknown minutes neither fire nor resolve, and do not count towards the hold time.</summary>
    private Alert Freeze() => this with { IsFrozen = true, BelowSince = BelowSince + 1 };

    private Alert Keep() => this with { IsFrozen = false, BelowSince = null, Suppressed = null };

    private Alert Cool(BurnRateRule rule, Minute now)
    {
        var below = BelowSince ?? now;
        return now - below >= rule.HoldMinutes
            ? new Alert { Phase = AlertPhase.Resolved, Since = now, FiredAt = FiredAt }
            : this with { IsFrozen = false, BelowSince = below };
    }

    private Alert Enter(AlertPhase phase, Minute now, string? suppressed) => this with
    {
        Phase = phase,
        Since = Phase == phase ? Since : now,
        IsFrozen = false,
        BelowSince = null,
        Suppressed = suppressed,
    };
}
