using System.Xml;
using ErrorBudget;

namespace ErrorBudgetFunctions.Http;

/// <summary>A snapshot as the HTTP API shows it. Numbers that are unknown are null, never 0 or 100.</summary>
internal sealed record BudgetJson(
    string Service,
    string Slo,
    string Owner,
    DateTime? EvaluatedAt,
    DateTime? DataThrough,
    decimal Target,
    WindowJson Window,
    string Unit,
    long? Good,
    long? Bad,
    long? Total,
    decimal? Sli,
    decimal? RemainingPct,
    decimal? ConsumedPct,
    string State,
    string AlertState,
    string Zone,
    IReadOnlyDictionary<string, BurnRateJson> BurnRates,
    DateTime? ExhaustedSince,
    string? TimeToExhaustion,
    decimal Coverage,
    string PolicyVersion,
    AdjustedJson? Adjustments)
{
    public static BudgetJson Of(Snapshot snapshot) => new(
        snapshot.Id.Service,
        snapshot.Id.Slo,
        snapshot.Owner,
        snapshot.EvaluatedAt.UtcDateTime,
        snapshot.DataThrough.Start.UtcDateTime,
        snapshot.Budget.Target.Fraction,
        WindowJson.Of(snapshot.Window),
        snapshot.Slices is null ? "events" : "slices",
        snapshot.Budget.IsKnown ? snapshot.Budget.Good : null,
        snapshot.Budget.IsKnown ? snapshot.Budget.Bad : null,
        snapshot.Budget.IsKnown ? snapshot.Budget.Total : null,
        Round(snapshot.Budget.Sli, 8),
        Round(snapshot.Budget.Remaining * 100, 4),
        Round(snapshot.Budget.Consumed * 100, 4),
        snapshot.State.ToWire(),
        snapshot.AlertState.ToWire(),
        snapshot.Zone.ToWire(),
        snapshot.Rules.ToDictionary(rule => rule.Rule.Name, rule => BurnRateJson.Of(rule, snapshot.Budget.Target)),
        snapshot.ExhaustedSince?.Start.UtcDateTime,
        snapshot.TimeToExhaustion is { } left ? XmlConvert.ToString(TimeSpan.FromMinutes(Math.Floor(left.TotalMinutes))) : null,
        Round(snapshot.Coverage, 4)!.Value,
        snapshot.PolicyVersion,
        AdjustedJson.Of(snapshot.Adjusted));

    /// <summary>An SLO of the policy that no tick has evaluated yet.</summary>
    public static BudgetJson NotEvaluated(Slo slo, string policyVersion) => new(
        slo.Id.Service, slo.Id.Slo, slo.Owner, null, null, slo.Target.Fraction, WindowJson.Of(slo.Window),
        slo.Slices is null ? "events" : "slices", null, null, null, null, null, null,
        SloState.Unknown.ToWire(), ErrorBudget.AlertState.Unknown.ToWire(), ErrorBudget.Zone.Unknown.ToWire(),
        new Dictionary<string, BurnRateJson>(), null, null, 0, policyVersion, null);

    /// <summary>For display only: everything was compared unrounded. Dividing by 1 with all its decimals drops trailing zeros.</summary>
    internal static decimal? Round(decimal? value, int digits) =>
        value is { } number ? Math.Round(number, digits) / 1.000000000000000000000000000000000m : null;
}

/// <summary>An SLO's window.</summary>
internal sealed record WindowJson(string Kind, int Days, string? TimeZone)
{
    public static WindowJson Of(SloWindow window) => new(
        window.Kind.ToWire(), window.Days, window.Kind == WindowKind.Rolling ? null : window.Zone.Id);
}

/// <summary>A burn-rate rule and where it stands.</summary>
internal sealed record BurnRateJson(
    int WindowMinutes,
    decimal? BurnRate,
    int? ConfirmWindowMinutes,
    decimal? ConfirmBurnRate,
    decimal Multiplier,
    bool Active,
    DateTime? Since,
    string Phase,
    bool Frozen,
    string? Suppressed)
{
    public static BurnRateJson Of(RuleSnapshot snapshot, Target target) => new(
        snapshot.Rule.WindowMinutes,
        BudgetJson.Round(snapshot.Window.Value(target), 4),
        snapshot.Rule.ConfirmWindowMinutes,
        BudgetJson.Round(snapshot.Confirm?.Value(target), 4),
        snapshot.Rule.Multiplier,
        snapshot.Alert.IsActive,
        snapshot.Alert.IsActive ? snapshot.Alert.FiredAt?.Start.UtcDateTime : null,
        snapshot.Alert.Phase.ToWire(),
        snapshot.Alert.IsFrozen,
        snapshot.Alert.Suppressed);
}
