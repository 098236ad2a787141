using ErrorBudget.Pipeline.Audit;

namespace ErrorBudgetFunctions.Http;

/// <summary>A page of the audit trail.</summary>
internal sealed record AuditJson(IReadOnlyList<AuditEntryJson> Entries, Guid? Next)
{
    /// <summary>The first rows, and where the next page begins if there are more.</summary>
    public static AuditJson Of(IReadOnlyList<AuditEntry> entries, int limit) =>
        new([.. entries.Take(limit).Select(AuditEntryJson.Of)], entries.Count > limit ? entries[limit - 1].Id : null);
}

/// <summary>One row of the audit trail.</summary>
internal sealed record AuditEntryJson(
    Guid Id, DateTime At, string Event, string Service, string? Slo, string? By, string PolicyVersion, AuditedDecisionJson? Decision, SignOffJson? SignOff,
    AuditedFlagJson? Flag, AdjustmentJson? Adjustment)
{
    public static AuditEntryJson Of(AuditEntry entry) => new(
        entry.Id,
        entry.At.UtcDateTime,
        entry.Event.ToWire(),
        entry.Service,
        entry.Slo,
        entry.By,
        entry.PolicyVersion,
        entry.Decision is null ? null : AuditedDecisionJson.Of(entry.Decision),
        entry.SignOff is null ? null : SignOffJson.Of(entry.SignOff, entry.At),
        entry.Flag is null ? null : AuditedFlagJson.Of(entry.Flag),
        entry.Adjustment is null ? null : AdjustmentJson.Of(entry.Adjustment));
}

/// <summary>A gate's answer and the numbers it was based on, as they were.</summary>
internal sealed record AuditedDecisionJson(
    string Change,
    string Decision,
    bool Allowed,
    IReadOnlyList<string> Reasons,
    decimal? Target,
    long? Bad,
    long? Total,
    decimal? RemainingPct,
    IReadOnlyDictionary<string, AuditedBurnJson> BurnRates,
    DateTime? DataThrough,
    string? PipelineRun,
    string? SignOff)
{
    public static AuditedDecisionJson Of(AuditedDecision decision) => new(
        decision.Change.ToWire(),
        decision.Kind.ToWire(),
        decision.Allowed,
        decision.Reasons,
        decision.Target,
        decision.Bad,
        decision.Total,
        BudgetJson.Round(decision.RemainingPct, 4),
        AuditedBurnJson.Of(decision.Burns),
        decision.DataThrough?.UtcDateTime,
        decision.PipelineRun,
        decision.SignOff);
}

/// <summary>A switched feature flag and the numbers it was based on, as they were.</summary>
internal sealed record AuditedFlagJson(
    string Flag, string Store, string Episode, decimal? RemainingPct, IReadOnlyDictionary<string, AuditedBurnJson> BurnRates, DateTime? DataThrough)
{
    public static AuditedFlagJson Of(AuditedFlag flag) => new(
        flag.Flag, flag.Store, flag.Episode, BudgetJson.Round(flag.RemainingPct, 4), AuditedBurnJson.Of(flag.Burns), flag.DataThrough?.UtcDateTime);
}

/// <summary>A burn-rate rule at the time of a decision.</summary>
internal sealed record AuditedBurnJson(decimal? BurnRate, bool Active)
{
    public static IReadOnlyDictionary<string, AuditedBurnJson> Of(IReadOnlyList<AuditedBurn> burns) =>
        burns.ToDictionary(burn => burn.Rule, burn => new AuditedBurnJson(BudgetJson.Round(burn.Rate, 4), burn.IsActive));
}
