using CsCheck;

namespace ErrorBudget.Tests;

/// <summary>Snapshots of SLOs that somebody adjusted.</summary>
public sealed class AdjustedEvaluationTests
{
    private static readonly Slo Slo = Slos.Of(0.9m, SloWindow.Rolling(1), null, Slos.Rule(10, 3m, confirm: 2, hold: 2));

    [Fact]
    public void The_hours_that_are_named_beforehand_are_all_an_adjusted_evaluation_looks_up() => Any().Sample(test =>
    {
        var (situation, adjustments) = test;
        var first = Evaluate(situation, situation.LedgerOf(situation.Known), null, adjustments, fromStore: true);
        AssertSame(Evaluate(situation, situation.LedgerOf(situation.Known), null, adjustments, fromStore: false), first);

        var whole = situation.LedgerOf(situation.History.Minutes.Count);
        AssertSame(Evaluate(situation, whole, first, adjustments, fromStore: false), Evaluate(situation, whole, first, adjustments, fromStore: true));
    }, iter: 300);

    [Fact]
    public void The_first_evaluation_names_the_hour_before_its_window_if_an_adjustment_begins_there()
    {
        // The first snapshot moves over one minute, on the full hour here: that minute's window begins in the hour before.
        var history = Slos.LedgerOf(null, Slos.Minutes(3000, 1, 10));
        var window = Slos.Start + 3000 - Minute.PerDay;
        Assert.Equal(window.Hour, window);
        var from = Evaluation.BeginsAt(history, null);
        var maintenance = Adjusting.These(Adjusting.Of(AdjustmentKind.Maintenance, window - 30, window + 90));
        Assert.Contains(maintenance.EdgesIn(Evaluation.ReachOf(Slo, from, history.Through)), edge => edge.Start == window - 30);
    }

    [Fact]
    public void One_evaluation_after_a_gap_ends_where_an_evaluation_every_minute_ends() => Any(correctsTheFuture: false).Sample(test =>
    {
        var (situation, adjustments) = test;
        var stepwise = Evaluate(situation, situation.LedgerOf(situation.Known), null, adjustments, fromStore: false);
        var atOnce = Evaluate(situation, situation.LedgerOf(situation.History.Minutes.Count), stepwise, adjustments, fromStore: false);
        for (var minutes = situation.Known + 1; minutes <= situation.History.Minutes.Count; minutes++)
            stepwise = Evaluate(situation, situation.LedgerOf(minutes), stepwise, adjustments, fromStore: false);
        AssertSame(stepwise, atOnce);
    }, iter: 60);

    [Fact]
    public void What_was_counted_and_what_each_adjustment_changes_add_up_to_the_budget_that_is_shown() => Any().Sample(test =>
    {
        var (situation, adjustments) = test;
        var ledger = situation.LedgerOf(situation.History.Minutes.Count);
        var slo = situation.Slo with { Adjustments = adjustments };
        var shown = Slos.Evaluate(slo, ledger).Budget;
        var counted = Budget.Of(situation.Slo, ledger, ledger.Through);
        var effects = adjustments.EffectsOn(slo, ledger, ledger.Through);
        Assert.Equal((shown.Bad, shown.Total), (counted.Bad + effects.Sum(effect => effect.Bad), counted.Total + effects.Sum(effect => effect.Total)));
        Assert.Equal(effects.Count, effects.DistinctBy(effect => effect.Adjustment.Id).Count());
    }, iter: 300);

    [Fact]
    public void Maintenance_burns_nothing_and_is_not_missing_data()
    {
        var (before, during) = (Slos.Minutes(1440, 0, 10), Slos.Minutes(20, 10, 10));
        var at = Slos.Start + 1440;
        var maintenance = Adjusting.These(Adjusting.Of(AdjustmentKind.Maintenance, at, at + 60));
        var failing = Slos.LedgerOf(null, before, during);
        var silent = Slos.LedgerOf(null, before, Slos.Unknown(20));
        var first = Slos.Evaluate(Slo, Slos.LedgerOf(null, before));

        Assert.Equal((AlertState.FastBurn, SloState.Unknown), (Slos.Evaluate(Slo, failing, first).AlertState, Slos.Evaluate(Slo, silent, first).State));
        foreach (var ledger in (Ledger[])[failing, silent])
        {
            var snapshot = Advance(ledger, first, maintenance);
            Assert.Equal((AlertState.Healthy, SloState.Met, ledger.Through, 1m), (snapshot.AlertState, snapshot.State, snapshot.LastKnown, snapshot.Budget.Remaining));
            Assert.Equal((1, 20), (snapshot.Adjusted!.Count, snapshot.Adjusted.ExcludedMinutes));
            Assert.Equal(1m, snapshot.Coverage);
        }
    }

    [Fact]
    public void An_excluded_incident_is_not_charged_but_its_alert_fired_all_the_same()
    {
        var at = Slos.Start + 1440;
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10), Slos.Minutes(20, 10, 10));
        var fired = Slos.Evaluate(Slo, ledger, Slos.Evaluate(Slo, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10))));
        var excluded = Advance(ledger, fired, Adjusting.These(Adjusting.Of(AdjustmentKind.ExcludedIncident, at, at + 20)));
        Assert.Equal(AlertState.FastBurn, excluded.AlertState);
        Assert.Equal(fired.Rules[0].Alert.EpisodeId(Slo.Id, "fast"), excluded.Rules[0].Alert.EpisodeId(Slo.Id, "fast"));
        Assert.Equal((200, 0, 1m), (fired.Budget.Bad, excluded.Budget.Bad, excluded.Budget.Remaining));
    }

    [Fact]
    public void An_adjustment_of_another_SLO_or_service_and_a_revoked_one_change_nothing()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1500, 1, 10));
        var all = Adjusting.Of(AdjustmentKind.Maintenance, Slos.Start, Slos.Start + 1500);
        Assert.Same(SloAdjustments.None, Adjusting.These(
            all with { Slo = "latency" }, all with { Id = all.Id with { Service = "shop" } }, all with { RevokedAt = ledger.Through.Start }));
        Assert.NotNull(Advance(ledger, null, Adjusting.These(all with { Slo = "availability" })).Adjusted);
    }

    [Fact]
    public void The_gate_says_who_adjusted_what()
    {
        var at = Slos.Start + 1440;
        var snapshot = Advance(Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10), Slos.Minutes(60, 10, 10)), null, Adjusting.These(
            Adjusting.Of(AdjustmentKind.Maintenance, at, at + 45),
            Adjusting.Of(AdjustmentKind.Correction, at + 45, at + 50, bad: -1_200),
            Adjusting.Of(AdjustmentKind.BudgetReset, at + 55)));
        var reason = ReleaseDecision.For(snapshot, GateRules.Default, ChangeKind.Standard, null, snapshot.EvaluatedAt).Reasons[^2..];
        Assert.Contains(
            "3 adjustments in this window, 45 min excluded: a budget reset by ada at 2026-11-02T00:55Z; a correction by ada of -1,200 bad and 0 in all until 2026-11-02T00:50Z; maintenance by ada until 2026-11-02T00:45Z",
            reason);
    }

    private static Snapshot Advance(Ledger ledger, Snapshot? previous, SloAdjustments adjustments) =>
        Slos.Evaluate(Slo with { Adjustments = adjustments }, ledger, previous);

    private static Gen<(Situation, SloAdjustments)> Any(bool correctsTheFuture = true) => Situation.Any.SelectMany(situation =>
        Adjusting.Any(new MinuteRange(situation.History.Start, situation.History.End), correctsTheFuture ? null : situation.History.FineFrom + situation.Known)
            .Select(all => (situation, Adjusting.These(all))));

    private static Snapshot Evaluate(Situation test, Ledger ledger, Snapshot? previous, SloAdjustments adjustments, bool fromStore)
    {
        var from = Evaluation.BeginsAt(ledger, previous);
        if (fromStore)
        {
            var store = new HourStore();
            var fine = Ledger.Restore(test.History.FineFrom, ledger.Open.Before, ledger.Open);
            store.Keep(fine.Prepend([.. test.History.Buckets.Take(test.History.CoarseHours).Select(hour => new[] { hour })], test.Slo.Slices).Hours);
            var (rest, hours) = ledger.Seal(0);
            store.Keep(hours);
            ledger = store.Load(HourStore.Forget(rest), Evaluation.EdgesOf(test.Slo, from, ledger.Through));
            ledger = store.Load(ledger, adjustments.EdgesIn(Evaluation.ReachOf(test.Slo, from, ledger.Through)));
        }

        return Slos.Evaluate(test.Slo with { Adjustments = adjustments }, ledger, previous);
    }

    private static void AssertSame(Snapshot expected, Snapshot actual)
    {
        Assert.Equal(expected with { Rules = [] }, actual with { Rules = [] });
        Assert.Equal(expected.Rules.AsEnumerable(), actual.Rules);
    }
}
