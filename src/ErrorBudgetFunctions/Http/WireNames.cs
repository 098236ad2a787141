using ErrorBudget;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudgetFunctions.Http;

/// <summary>The words of the HTTP contract for the domain's values.</summary>
internal static class WireNames
{
    public static string ToWire(this SloState state) => state switch
    {
        SloState.Met => "met",
        SloState.Missed => "missed",
        _ => "unknown",
    };

    public static string ToWire(this AlertState state) => state switch
    {
        AlertState.Healthy => "HEALTHY",
        AlertState.FastBurn => "FAST_BURN",
        AlertState.SlowBurn => "SLOW_BURN",
        AlertState.CriticalBurn => "CRITICAL_BURN",
        _ => "UNKNOWN",
    };

    public static string ToWire(this Zone zone) => zone switch
    {
        Zone.Standard => "standard",
        Zone.Monitor => "monitor",
        Zone.SignOff => "sign-off",
        Zone.Block => "block",
        Zone.Freeze => "freeze",
        _ => "unknown",
    };

    public static string ToWire(this DecisionKind kind) => kind switch
    {
        DecisionKind.Allow => "allow",
        DecisionKind.Monitor => "monitor",
        DecisionKind.SignOff => "sign-off",
        DecisionKind.Block => "block",
        DecisionKind.Freeze => "freeze",
        _ => "unknown",
    };

    public static string ToWire(this ChangeKind change) => change switch
    {
        ChangeKind.Critical => "critical",
        ChangeKind.Fix => "fix",
        ChangeKind.Rollback => "rollback",
        _ => "standard",
    };

    public static string ToWire(this WindowKind kind) => kind switch
    {
        WindowKind.Rolling => "rolling",
        WindowKind.Week => "week",
        WindowKind.Month => "month",
        WindowKind.Quarter => "quarter",
        _ => "year",
    };

    public static string ToWire(this AlertPhase phase) => phase switch
    {
        AlertPhase.Confirming => "confirming",
        AlertPhase.Firing => "firing",
        AlertPhase.Resolved => "resolved",
        _ => "quiet",
    };

    public static string ToWire(this AuditEvent @event) => @event switch
    {
        AuditEvent.Decided => "decided",
        AuditEvent.SignOffGranted => "sign-off-granted",
        AuditEvent.SignOffRevoked => "sign-off-revoked",
        AuditEvent.FlagSwitchedOff => "flag-switched-off",
        AuditEvent.FlagSwitchedOn => "flag-switched-on",
        AuditEvent.AdjustmentMade => "adjustment-made",
        AuditEvent.AdjustmentRevoked => "adjustment-revoked",
        _ => "unknown",
    };

    public static string ToWire(this BudgetEventKind kind) => kind switch
    {
        BudgetEventKind.BurnStarted => "burn-started",
        BudgetEventKind.BurnResolved => "burn-resolved",
        BudgetEventKind.ZoneChanged => "zone-changed",
        BudgetEventKind.BudgetExhausted => "budget-exhausted",
        BudgetEventKind.StillExhausted => "still-exhausted",
        BudgetEventKind.FreezeStarted => "freeze-started",
        BudgetEventKind.BudgetRecovered => "budget-recovered",
        BudgetEventKind.SprintDue => "sprint-due",
        BudgetEventKind.SprintOver => "sprint-over",
        BudgetEventKind.DataMissing => "data-missing",
        BudgetEventKind.DataReturned => "data-returned",
        BudgetEventKind.CountsRejected => "counts-rejected",
        BudgetEventKind.RollbackDue => "rollback-due",
        BudgetEventKind.RollbackOver => "rollback-over",
        BudgetEventKind.FlagsSwitchedOff => "flags-switched-off",
        BudgetEventKind.FlagsSwitchedOn => "flags-switched-on",
        BudgetEventKind.PolicyRefused => "policy-refused",
        BudgetEventKind.PolicyAccepted => "policy-accepted",
        BudgetEventKind.Digest => "digest",
        _ => "review-due",
    };

    public static string ToWire(this AdjustmentKind kind) => kind switch
    {
        AdjustmentKind.Maintenance => "maintenance",
        AdjustmentKind.ExcludedIncident => "excluded-incident",
        AdjustmentKind.Correction => "correction",
        _ => "budget-reset",
    };

    public static string ToWire(this DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => "monday",
        DayOfWeek.Tuesday => "tuesday",
        DayOfWeek.Wednesday => "wednesday",
        DayOfWeek.Thursday => "thursday",
        DayOfWeek.Friday => "friday",
        DayOfWeek.Saturday => "saturday",
        _ => "sunday",
    };

    /// <summary>The kind of adjustment a caller names; null if it is none.</summary>
    public static AdjustmentKind? ParseAdjustmentKind(string? text) => Named<AdjustmentKind>(text, ToWire);

    /// <summary>The day of the week a caller names; null if it is none.</summary>
    public static DayOfWeek? ParseDay(string? text) => Named<DayOfWeek>(text, ToWire);

    /// <summary>The change a caller names; null if it is none of the four.</summary>
    public static ChangeKind? ParseChange(string? text) => text switch
    {
        null or "" or "standard" => ChangeKind.Standard,
        "critical" => ChangeKind.Critical,
        "fix" => ChangeKind.Fix,
        "rollback" => ChangeKind.Rollback,
        _ => null,
    };

    private static T? Named<T>(string? text, Func<T, string> word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (word(value) == text) return value;
        }

        return null;
    }
}
