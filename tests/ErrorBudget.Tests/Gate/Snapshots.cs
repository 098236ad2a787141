namespace ErrorBudget.Tests;

/// <summary>Snapshots as a gate may find them.</summary>
internal static class Snapshots
{
    public static readonly Minute Through = Slos.At("2026-11-23T08:00Z");

    /// <summary>Thirty days of a service at 99.9 %.</summary>
    public static Snapshot Of(long bad, long total, ZoneThresholds? zones = null, bool known = true)
    {
        var budget = new Budget(Slos.ThreeNines, bad, total, known);
        return new Snapshot
        {
            Id = new SloId("payment-gateway", "availability"),
            Owner = "payments",
            EvaluatedAt = Through.Start,
            DataThrough = Through,
            LastKnown = known ? Through : null,
            CoveredFrom = Through - (30 * 1440),
            Window = SloWindow.Rolling(30),
            Budget = budget,
            State = !known ? SloState.Unknown : budget.IsMet ? SloState.Met : SloState.Missed,
            Zone = (zones ?? ZoneThresholds.Default).ZoneOf(budget, 0),
            Zones = zones ?? ZoneThresholds.Default,
            Rules = [],
            Coverage = known ? 1 : 0,
            PolicyVersion = "v1",
        };
    }

    /// <summary>A snapshot in a zone, whatever it takes to get there.</summary>
    public static Snapshot In(Zone zone) => zone switch
    {
        Zone.Standard => Of(100, 1_000_000),
        Zone.Monitor => Of(400, 1_000_000),
        Zone.SignOff => Of(700, 1_000_000),
        Zone.Block => Of(900, 1_000_000),
        Zone.Freeze => Of(1_500, 1_000_000) with { Zone = Zone.Freeze, ExhaustedSince = Through - (9 * 1440) },
        _ => Of(0, 0, known: false),
    };

    public static Snapshot With(this Snapshot snapshot, params RuleSnapshot[] rules) => snapshot with { Rules = [.. rules] };

    public static RuleSnapshot Firing(BurnSeverity severity, BurnRate? window = null) => new(
        Slos.Rule(60, 14.4m, confirm: 5, severity: severity, name: severity.ToString().ToLowerInvariant()),
        window ?? new BurnRate(20, 1000, true),
        new BurnRate(5, 100, true),
        new Alert { Phase = AlertPhase.Firing, Since = Through - 30, FiredAt = Through - 30, IsFrozen = window is { IsKnown: false } });
}
