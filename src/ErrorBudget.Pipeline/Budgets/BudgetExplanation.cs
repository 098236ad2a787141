using System.Collections.Immutable;
using System.Globalization;
using ErrorBudget.Pipeline.Evaluate;

namespace ErrorBudget.Pipeline.Budgets;

/// <summary>Says of every number of an SLO how it came about: the sums, the formula with the numbers in it, the limit it is compared with.</summary>
public static class BudgetExplanation
{
    /// <summary>Explains one SLO.</summary>
    /// <param name="evaluated">The SLO, its counts and what follows from them.</param>
    /// <param name="decision">What the gate says.</param>
    public static ImmutableArray<ExplainedPart> Of(EvaluatedSlo evaluated, ReleaseDecision decision)
    {
        ArgumentNullException.ThrowIfNull(evaluated);
        ArgumentNullException.ThrowIfNull(decision);
        var (slo, snapshot) = (evaluated.Objective.Slo, evaluated.Snapshot);
        return
        [
            new ExplainedPart("window", Window(snapshot)),
            new ExplainedPart("budget", [.. Adjusted(slo, evaluated.Ledger, snapshot), .. Budget(snapshot)]),
            new ExplainedPart("zone", Zone(snapshot)),
            .. snapshot.Rules.Select(rule => new ExplainedPart($"rule {rule.Rule.Name}", Rule(slo, evaluated.Ledger, rule, snapshot))),
            new ExplainedPart("time to exhaustion", Exhaustion(slo, evaluated.Ledger, snapshot)),
            new ExplainedPart("gate", Gate(decision)),
        ];
    }

    private static ImmutableArray<string> Window(Snapshot snapshot)
    {
        var window = snapshot.Window.UpTo(snapshot.DataThrough);
        return
        [
            Text($"{snapshot.Window}: from {window.Start} to {window.End}, {window.Length:N0} minutes"),
            Text($"coverage: {Figures.Percent(snapshot.Coverage * 100, 0, 100)} % of them were counted; the last known minute ends at {snapshot.LastKnown?.ToString() ?? "none"}"),
            snapshot.IsHistoryComplete ? "the history is read as far back as the window reaches" : $"the history is still being read: known since {snapshot.CoveredFrom}",
        ];
    }

    /// <summary>What was counted and what each adjustment changes about it; nothing where nobody adjusted anything.</summary>
    private static IEnumerable<string> Adjusted(Slo slo, Ledger ledger, Snapshot snapshot)
    {
        if (!snapshot.Budget.IsKnown) yield break;
        var effects = slo.Adjustments.EffectsOn(slo, ledger, snapshot.DataThrough);
        var counted = ErrorBudget.Budget.Of(slo, ledger, snapshot.DataThrough);
        var (bad, total) = (counted.Bad, counted.Total);
        if (effects.Count > 0) yield return Text($"counted: {bad:N0} bad of {total:N0} {Unit(snapshot)}");
        foreach (var effect in effects)
        {
            (bad, total) = (bad + effect.Bad, total + effect.Total);
            yield return Text($"{Name(effect.Adjustment)}: {effect.Bad:+#,0;-#,0;0} bad, {effect.Total:+#,0;-#,0;0} in all: leaves {bad:N0} bad of {total:N0}");
        }

        if (bad != snapshot.Budget.Bad || total != snapshot.Budget.Total)
            yield return Text($"the app evaluated this by other adjustments than are known here and came to {snapshot.Budget.Bad:N0} bad of {snapshot.Budget.Total:N0}, which all that follows goes by");
    }

    private static ImmutableArray<string> Budget(Snapshot snapshot)
    {
        var (budget, unit) = (snapshot.Budget, Unit(snapshot));
        if (!budget.IsKnown) return [$"unknown: {(snapshot.IsHistoryComplete ? "nothing was counted in the window" : "not all of the window is read yet")}"];
        var sums = Text($"good {budget.Good:N0} + bad {budget.Bad:N0} = total {budget.Total:N0} {unit}");
        if (budget.Total == 0) return [sums, "no events spend nothing: remaining 100 %"];
        return
        [
            sums,
            Text($"SLI = good / total = {budget.Good:N0} / {budget.Total:N0} = {Figures.Percent(budget.Sli!.Value * 100, budget.Target.Fraction * 100, 100)} %; the target is {budget.Target}: {snapshot.State.ToString().ToLowerInvariant()}"),
            Text($"allowed = (1 - target) * total = {Figures.Exact(budget.Target.Budget)} * {budget.Total:N0} = {budget.Allowed:#,0.######}"),
            Text($"consumed = bad / allowed = {budget.Bad:N0} / {budget.Allowed:#,0.######} = {Figures.Percent(budget.Consumed!.Value * 100, 0, 100)} %"),
            Text($"remaining = 1 - consumed = {Figures.Percent(budget.Remaining!.Value * 100, snapshot.Zones)} %"),
        ];
    }

    private static ImmutableArray<string> Zone(Snapshot snapshot)
    {
        var zones = snapshot.Zones;
        var (standard, monitor, signOff) = (Figures.Exact(zones.StandardAbovePct), Figures.Exact(zones.MonitorFromPct), Figures.Exact(zones.SignOffFromPct));
        var exhausted = snapshot.ExhaustedSince is { } since ? $"exhausted since {since}" : "not exhausted";
        return
        [
            Text($"standard above {standard} %, monitor from {monitor} %, sign-off from {signOff} %, below that block; freeze when exhausted for {zones.FreezeAfterDays} days"),
            $"never more closed than {Name(zones.Strictest)}; {exhausted}",
            snapshot.Budget.Remaining is { } remaining ? $"remaining {Figures.Percent(remaining * 100, zones)} %: {Name(snapshot.Zone)}" : "the budget is unknown, so is the zone",
        ];
    }

    private static ImmutableArray<string> Rule(Slo slo, Ledger ledger, RuleSnapshot rule, Snapshot snapshot)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        AddBurn(rule.Window, rule.Rule.WindowMinutes);
        if (rule.Confirm is { } confirm) AddBurn(confirm, rule.Rule.ConfirmWindowMinutes!.Value);
        var since = rule.Alert.Since is { } at ? $" since {at}" : "";
        var frozen = rule.Alert.IsFrozen ? ", frozen: the last minute could not be judged" : "";
        lines.Add($"{rule.Alert.Phase.ToString().ToLowerInvariant()}{since}{frozen}");
        if (rule.Alert.Suppressed is { } why) lines.Add($"held back: {why}");
        return lines.ToImmutable();

        void AddBurn(BurnRate burn, int minutes)
        {
            var counted = BurnRate.Over(ledger, minutes, snapshot.DataThrough, slo.Slices);
            if (burn.IsKnown && counted != burn) lines.Add(Text($"over {Figures.Duration(minutes)}: {counted.Bad:N0} bad of {counted.Total:N0} were counted; maintenance and corrections leave {burn.Bad:N0} of {burn.Total:N0}"));
            lines.Add(Burn(burn, minutes, rule.Rule, snapshot.Budget.Target));
        }
    }

    private static string Burn(BurnRate burn, int minutes, BurnRateRule rule, Target target)
    {
        var over = $"over {Figures.Duration(minutes)}";
        if (!burn.IsKnown) return $"{over}: unknown, too little was counted";
        if (burn.Total == 0) return $"{over}: no events, burn 0";
        var (value, limit) = (Figures.Burn(burn.Value(target)!.Value, rule.Multiplier), Figures.Exact(rule.Multiplier));
        var verdict = burn.IsAtLeast(rule.Multiplier, target) ? "at or above" : "below";
        return Text($"{over}: burn = bad / ((1 - target) * total) = {burn.Bad:N0} / ({Figures.Exact(target.Budget)} * {burn.Total:N0}) = {value}, {verdict} the limit {limit}");
    }

    private static ImmutableArray<string> Exhaustion(Slo slo, Ledger counted, Snapshot snapshot)
    {
        var ledger = slo.Adjustments.ForBudget(counted, slo.Slices, Evaluation.ReachOf(slo, counted.Through, counted.Through));
        var (budget, entering) = (snapshot.Budget, Evaluation.Entering(slo, ledger));
        if (!budget.IsKnown) return ["unknown, as the budget is"];
        if (budget.IsExhausted) return ["0: the budget is exhausted"];
        if (!entering.IsKnown) return ["unknown: too little of the last hour was counted"];
        var isRolling = slo.Window.Kind == WindowKind.Rolling;
        var leaving = isRolling ? Evaluation.Leaving(slo, ledger) : default;
        var net = Overspend(entering, slo.Target) - Overspend(leaving, slo.Target);
        return
        [
            Text($"still allowed: {budget.Allowed:#,0.######} - {budget.Bad:N0} = {budget.Allowed - budget.Bad:#,0.######} bad {Unit(snapshot)}"),
            Hour("the last hour brought", entering, slo.Target),
            isRolling ? Hour("the next hour takes out of the window", leaving, slo.Target) : $"the window starts anew at {slo.Window.Reset(ledger.Through)}",
            Text($"net {net:#,0.######} an hour beyond what is allowed: {(snapshot.TimeToExhaustion is { } left ? $"{Figures.Duration(left)} left" : "at this pace it is not exhausted")}"),
        ];
    }

    private static string Hour(string what, BurnRate hour, Target target) =>
        Text($"{what} {hour.Bad:N0} bad of {hour.Total:N0}, which allow {target.Budget * hour.Total:#,0.######}: {Overspend(hour, target):#,0.######} beyond");

    private static decimal Overspend(BurnRate rate, Target target) => rate.Bad - (target.Budget * rate.Total);

    private static ImmutableArray<string> Gate(ReleaseDecision decision) =>
        [$"{(decision.Allowed ? "release" : "do not release")} ({Name(decision.Kind)})", .. decision.Reasons];

    private static string Unit(Snapshot snapshot) => snapshot.Slices is { } slices ? Text($"slices of {slices.Minutes} min") : "events";

    private static string Name(Adjustment adjustment)
    {
        var kind = adjustment.Kind switch
        {
            AdjustmentKind.Maintenance => adjustment.Recurrence is null ? "maintenance" : "recurring maintenance",
            AdjustmentKind.ExcludedIncident => "excluded incident",
            AdjustmentKind.Correction => "correction",
            _ => "budget reset",
        };
        var to = adjustment.Kind == AdjustmentKind.BudgetReset ? $"at {adjustment.From}" : adjustment.To is { } end ? $"from {adjustment.From} to {end}" : $"since {adjustment.From}";
        return $"{kind} by {adjustment.Author} {to} ({adjustment.Reason})";
    }

    private static string Name(Zone zone) => zone == ErrorBudget.Zone.SignOff ? "sign-off" : zone.ToString().ToLowerInvariant();

    private static string Name(DecisionKind kind) => kind == DecisionKind.SignOff ? "sign-off" : kind.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
