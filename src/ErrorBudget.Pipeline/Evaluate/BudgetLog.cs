using ErrorBudget.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Evaluate;

/// <summary>
/// Tells telemetry what is left of every budget: one log record with all numbers, whenever an SLO's state, zone or alert changes, and in
/// between at intervals, each SLO at a minute of its own. A record a minute would be a gigabyte a day for a thousand SLOs.
/// </summary>
/// <param name="log">Takes the records.</param>
/// <param name="intervalMinutes">How often a budget is told without a change; 0 for never.</param>
public sealed partial class BudgetLog(ILogger<BudgetLog> log, int intervalMinutes)
{
    /// <summary>The category of its records, which are for telemetry and not for the console.</summary>
    public static string Category { get; } = typeof(BudgetLog).FullName!;

    /// <summary>Tells of an SLO if it is due.</summary>
    /// <param name="before">What was known before; null if nothing.</param>
    /// <param name="now">What is known now.</param>
    internal void Tell(Snapshot? before, Snapshot now)
    {
        if (!log.IsEnabled(LogLevel.Information) || !IsDue(before, now)) return;
        var budget = now.Budget;
        var fastest = now.Rules.IsEmpty ? null : now.Rules[0].Window.Value(budget.Target);
        BudgetStatus(
            now.Id.Service, now.Id.Slo, now.Owner, Percent(budget.Remaining), Percent(budget.Sli), budget.Target.Fraction * 100, budget.IsKnown ? budget.Bad : null, budget.IsKnown ? budget.Total : null,
            Spelling.Of(now.State), Spelling.Of(now.Zone), Spelling.Of(now.AlertState), fastest is { } rate ? Math.Round(rate, 3) : null, now.DataThrough.Start);
    }

    private bool IsDue(Snapshot? before, Snapshot now)
    {
        if (before is null || before.State != now.State || before.Zone != now.Zone || before.AlertState != now.AlertState) return true;
        if (intervalMinutes == 0) return false;
        var offset = OffsetOf(now.Id);
        return (now.DataThrough.Index - offset) / intervalMinutes > (before.DataThrough.Index - offset) / intervalMinutes;
    }

    /// <summary>Spreads SLOs over the interval, the same way in every process.</summary>
    private int OffsetOf(SloId slo) => (int)(slo.ToString().Aggregate(17u, (hash, letter) => unchecked((hash * 31) + letter)) % (uint)intervalMinutes);

    private static decimal? Percent(decimal? fraction) => fraction is { } known ? Math.Round(known * 100, 4) : null;

    [LoggerMessage(
        EventId = 3, EventName = nameof(BudgetStatus), Level = LogLevel.Information,
        Message = "{Service}/{Slo} of {Owner}: {RemainingPct} % of the budget left, SLI {SliPct} % for {TargetPct} %, {Bad} bad of {Total}; {State}, zone {Zone}, alert {AlertState}, burn rate {BurnRate}, through {DataThrough}")]
    private partial void BudgetStatus(
        string service, string slo, string owner, decimal? remainingPct, decimal? sliPct, decimal targetPct, long? bad, long? total,
        string state, string zone, string alertState, decimal? burnRate, DateTimeOffset dataThrough);
}
