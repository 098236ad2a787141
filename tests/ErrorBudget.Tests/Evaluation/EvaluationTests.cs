namespace ErrorBudget.Tests;

public sealed class EvaluationTests
{
    private static readonly BurnRateRule Fast = Slos.Rule(5, 14.4m, name: "fast", hold: 2);
    private static readonly BurnRateRule Slow = Slos.Rule(60, 6m, severity: BurnSeverity.Slow, name: "slow");
    private static readonly Slo Daily = Slos.Of(0.999m, SloWindow.Rolling(1), null, Fast, Slow);

    [Fact]
    public void A_snapshot_carries_the_budget_and_what_it_was_computed_with()
    {
        var slo = Daily with { Zones = new ZoneThresholds { StandardAbovePct = 99 } };
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 1, 2000));
        var now = ledger.Through.Start.AddSeconds(90);
        var snapshot = Evaluation.Advance(slo, ledger, null, now, "policy-7");

        Assert.Equal(new Budget(Slos.ThreeNines, 1440, 2_880_000, true), snapshot.Budget);
        Assert.Equal((slo.Id, "payments", now, ledger.Through), (snapshot.Id, snapshot.Owner, snapshot.EvaluatedAt, snapshot.DataThrough));
        Assert.Equal((SloState.Met, Zone.Monitor, 1m, "policy-7"), (snapshot.State, snapshot.Zone, snapshot.Coverage, snapshot.PolicyVersion));
        Assert.Equal((ledger.Through, Slos.Start, slo.Zones, slo.Window), (snapshot.LastKnown!.Value, snapshot.CoveredFrom, snapshot.Zones, snapshot.Window));
        Assert.Equal(["fast", "slow"], snapshot.Rules.Select(rule => rule.Rule.Name));
        Assert.Equal(new BurnRate(5, 10_000, true), snapshot.Rules[0].Window);
        Assert.Null(snapshot.Rules[0].Confirm);
        Assert.True(snapshot.IsHistoryComplete);
    }

    [Fact]
    public void The_state_is_missed_below_the_target_and_met_at_it()
    {
        Assert.Equal(SloState.Met, Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1440, 1, 1000))).State);
        Assert.Equal(SloState.Missed, Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1439, 1, 1000), Slos.Minutes(1, 2, 1000))).State);
        Assert.Equal(SloState.Met, Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 0))).State);
    }

    [Theory]
    [InlineData(4, SloState.Met)]
    [InlineData(5, SloState.Unknown)]
    public void The_state_is_unknown_after_five_unknown_minutes_in_a_row(int minutes, SloState state)
    {
        var known = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10));
        var ledger = known.Append([.. Slos.Unknown(minutes)]);
        Assert.Equal(state, Slos.Evaluate(Daily, ledger, Slos.Evaluate(Daily, known)).State);
        Assert.Equal(state, Slos.Evaluate(Daily, ledger).State); // the first evaluation looks back as far
        Assert.Equal(known.Through, Slos.Evaluate(Daily, ledger).LastKnown);
    }

    [Fact]
    public void A_minute_that_was_read_again_and_is_known_by_now_keeps_the_SLO_known()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10));
        var snapshot = Slos.Evaluate(Daily, ledger);
        for (var minute = 0; minute < 20; minute++)
        {
            // What happens in a minute is not there when it is first read.
            ledger = ledger.Replace(ledger.Through - 1, [Bucket.Of(10, 10), Bucket.Unknown]);
            snapshot = Slos.Evaluate(Daily, ledger, snapshot);
        }

        Assert.Equal((SloState.Met, ledger.Through - 1), (snapshot.State, snapshot.LastKnown));
    }

    [Fact]
    public void Minutes_that_arrive_when_the_SLO_is_unknown_already_do_not_move_the_last_known_one()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10));
        var (snapshot, outage) = (Slos.Evaluate(Daily, ledger), ledger.Through);
        ledger = ledger.Append([.. Slos.Unknown(20)]);
        snapshot = Slos.Evaluate(Daily, ledger, snapshot);
        ledger = ledger.Replace(ledger.Through - 20, [.. Slos.Minutes(10, 0, 10), .. Slos.Unknown(11)]);
        snapshot = Slos.Evaluate(Daily, ledger, snapshot);
        Assert.Equal((SloState.Unknown, outage), (snapshot.State, snapshot.LastKnown));
    }

    [Fact]
    public void Nothing_known_is_unknown_everywhere()
    {
        var snapshot = Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Unknown(1500)));
        Assert.Equal((SloState.Unknown, Zone.Unknown, AlertState.Unknown), (snapshot.State, snapshot.Zone, snapshot.AlertState));
        Assert.Equal((null, null, null, 0m), (snapshot.Budget.Remaining, snapshot.Budget.Sli, snapshot.TimeToExhaustion, snapshot.Coverage));
        Assert.False(ReleaseDecision.For(snapshot, GateRules.Default, ChangeKind.Standard, null, snapshot.EvaluatedAt).Allowed);
    }

    [Fact]
    public void An_SLO_without_rules_is_unknown_too_when_its_data_are_missing()
    {
        var slo = Slos.Of(0.999m, SloWindow.Rolling(1));
        Assert.Equal(AlertState.Unknown, Slos.Evaluate(slo, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10), Slos.Unknown(5))).AlertState);
        Assert.Equal(AlertState.Healthy, Slos.Evaluate(slo, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10), Slos.Unknown(4))).AlertState);
    }

    [Fact]
    public void While_history_is_being_read_everything_is_unknown()
    {
        var snapshot = Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1439, 0, 10)));
        Assert.Equal((SloState.Unknown, Zone.Unknown, null, false), (snapshot.State, snapshot.Zone, snapshot.TimeToExhaustion, snapshot.IsHistoryComplete));
        var bad = Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1439, 10, 10)));
        Assert.Equal((SloState.Unknown, Zone.Unknown, null, null), (bad.State, bad.Zone, bad.ExhaustedSince, bad.TimeToExhaustion));
    }

    [Fact]
    public void The_coverage_is_the_fraction_of_minutes_that_were_counted() =>
        Assert.Equal(0.75m, Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Unknown(360), Slos.Minutes(1080, 0, 0))).Coverage);

    [Fact]
    public void The_coverage_does_not_exceed_one_while_coarse_history_leaves()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(90, 0, 10)).Prepend([.. Enumerable.Repeat(new[] { Bucket.Of(10, 10, 60) }, 30)]).Ledger;
        Assert.Equal(1m, Slos.Evaluate(Daily, ledger).Coverage);
    }

    [Fact]
    public void The_most_urgent_burn_hides_the_others()
    {
        var critical = Slos.Rule(10, 2m, severity: BurnSeverity.Critical, name: "critical");
        var slo = Slos.Of(0.999m, SloWindow.Rolling(1), null, Fast, Slow, critical);
        Assert.Equal(AlertState.FastBurn, State(AlertPhase.Firing, AlertPhase.Firing, AlertPhase.Firing));
        Assert.Equal(AlertState.SlowBurn, State(AlertPhase.Resolved, AlertPhase.Firing, AlertPhase.Firing));
        Assert.Equal(AlertState.CriticalBurn, State(AlertPhase.Confirming, AlertPhase.Quiet, AlertPhase.Firing));
        Assert.Equal(AlertState.Healthy, State(AlertPhase.Confirming, AlertPhase.Resolved, AlertPhase.Quiet));

        AlertState State(params AlertPhase[] phases)
        {
            var snapshot = Slos.Evaluate(slo, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10)));
            return (snapshot with { Rules = [.. snapshot.Rules.Select((rule, i) => rule with { Alert = new Alert { Phase = phases[i] } })] }).AlertState;
        }
    }

    [Fact]
    public void Missing_data_are_unknown_and_a_firing_goes_on_firing()
    {
        var quiet = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 100));
        Assert.Equal(AlertState.Healthy, Slos.Evaluate(Daily, quiet).AlertState);
        Assert.Equal(AlertState.Unknown, Slos.Evaluate(Daily, quiet.Append([.. Slos.Unknown(1)])).AlertState);

        var burning = Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 100), Slos.Minutes(5, 50, 100)), Slos.Evaluate(Daily, quiet));
        Assert.Equal(AlertState.FastBurn, burning.AlertState);
        var silent = Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 100), Slos.Minutes(5, 50, 100), Slos.Unknown(60)), burning);
        Assert.Equal((AlertState.FastBurn, SloState.Unknown), (silent.AlertState, silent.State));
        Assert.Equal(burning.Rules[0].Alert.FiredAt, silent.Rules[0].Alert.FiredAt);
    }

    [Fact]
    public void A_rule_whose_window_is_not_covered_yet_is_unknown_not_healthy() =>
        Assert.Equal(AlertState.Unknown, Slos.Evaluate(Slos.Of(0.999m, SloWindow.Rolling(1), null, Slos.Rule(1500, 2m)), Slos.LedgerOf(null, Slos.Minutes(1440, 0, 10))).AlertState);

    [Fact]
    public void A_budget_is_exhausted_since_the_minute_it_was_spent_and_frozen_seven_days_later()
    {
        var slo = Slos.Of(0.999m, SloWindow.Rolling(30));
        var clean = Ledger.StartingAt(Slos.Start - (30 * 1440)).Append([.. Slos.Minutes(30 * 1440, 0, 100)]);
        var first = Slos.Evaluate(slo, clean);
        Assert.Equal((Zone.Standard, null), (first.Zone, first.ExhaustedSince));

        // 4,320,000 events allow 4,320: after 43 minutes of outage 4,300 are bad, after the 44th all is spent.
        var outage = clean.Append([.. Slos.Minutes(44, 100, 100), .. Slos.Minutes(7 * 1440, 0, 100)]);
        var since = Slos.Start + 44;
        Assert.Equal(since, Slos.Evaluate(slo, outage, first).ExhaustedSince);
        Assert.Equal((Zone.Block, since - 1), (Until(since + (7 * 1440) - 1).Zone, Until(since - 1).DataThrough));
        Assert.Null(Until(since - 1).ExhaustedSince);
        Assert.Equal((Zone.Freeze, since), (Until(since + (7 * 1440)).Zone, Until(since + (7 * 1440)).ExhaustedSince!.Value));

        Snapshot Until(Minute through) =>
            Slos.Evaluate(slo, clean.Append([.. Slos.Minutes(44, 100, 100).Concat(Slos.Minutes(7 * 1440, 0, 100)).Take(through - Slos.Start)]), first);
    }

    [Fact]
    public void A_break_starts_the_count_of_exhausted_days_anew()
    {
        // An hour of errors leaves the day's window, the next ones come later.
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 100));
        var first = Slos.Evaluate(Daily, ledger);
        ledger = ledger.Append([.. Slos.Minutes(2, 100, 100), .. Slos.Minutes(1440, 0, 100), .. Slos.Minutes(10, 100, 100)]);
        Assert.Equal(Slos.Start + 1440 + 2 + 1440 + 2, Slos.Evaluate(Daily, ledger, first).ExhaustedSince);
    }

    [Fact]
    public void A_budget_that_is_unknown_for_a_while_goes_on_being_exhausted()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 100)).Append([.. Slos.Minutes(10, 100, 100)]);
        var exhausted = Slos.Evaluate(Daily, ledger, Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 100))));
        var since = Slos.Start + 1440 + 2;
        Assert.Equal(since, exhausted.ExhaustedSince);

        // A longer window is not read yet, then it turns out to be exhausted or not.
        var twoDays = Slos.Of(0.999m, SloWindow.Rolling(2));
        var unknown = Slos.Evaluate(twoDays, ledger.Append([Bucket.Of(100, 100)]), exhausted);
        Assert.Equal((false, Zone.Unknown, since), (unknown.Budget.IsKnown, unknown.Zone, unknown.ExhaustedSince!.Value));
        var whole = Ledger.StartingAt(Slos.Start - 1440).Append([.. Slos.Minutes(2880, 0, 100), .. Slos.Minutes(10, 100, 100), .. Slos.Minutes(2, 0, 100)]);
        Assert.Equal(since, Slos.Evaluate(twoDays, whole, unknown).ExhaustedSince);
        var busy = Ledger.StartingAt(Slos.Start - 1440).Append([.. Slos.Minutes(1440, 0, 10_000), .. Slos.Minutes(1440, 0, 100), .. Slos.Minutes(10, 100, 100), .. Slos.Minutes(2, 0, 100)]);
        Assert.Null(Slos.Evaluate(twoDays, busy, unknown).ExhaustedSince);
    }

    [Fact]
    public void A_budget_that_turns_out_to_be_exhausted_when_its_history_is_read_is_so_from_that_evaluation_on()
    {
        var fine = Slos.LedgerOf(null, Slos.Minutes(120, 0, 100));
        var first = Slos.Evaluate(Daily, fine);
        Assert.Equal((false, null), (first.Budget.IsKnown, first.ExhaustedSince));

        var read = fine.Prepend([.. Enumerable.Repeat(new[] { Bucket.Of(5_400, 6_000, 60) }, 24)]).Ledger;
        var exhausted = Slos.Evaluate(Daily, read, first);
        Assert.Equal((true, read.Through), (exhausted.Budget.IsExhausted, exhausted.ExhaustedSince));
        Assert.Equal(read.Through, Slos.Evaluate(Daily, read, exhausted).ExhaustedSince);
        Assert.Equal(read.Through, Slos.Evaluate(Daily, read.Append([.. Slos.Minutes(1, 0, 100)]), exhausted).ExhaustedSince);

        // What is read again can also show that it was not.
        var calm = fine.Prepend([.. Enumerable.Repeat(new[] { Bucket.Of(6_000, 6_000, 60) }, 24)]).Ledger;
        Assert.Null(Slos.Evaluate(Daily, calm, exhausted).ExhaustedSince);
    }

    [Fact]
    public void A_new_calendar_period_starts_with_a_full_budget()
    {
        var slo = Slos.Of(0.999m, SloWindow.Calendar(WindowKind.Month));
        var october = Ledger.StartingAt(Slos.At("2026-10-01T00:00Z")).Append([.. Slos.Minutes(31 * 1440, 1, 10)]);
        var last = Slos.Evaluate(slo, october);
        Assert.Equal((Zone.Block, SloState.Missed, october.Through), (last.Zone, last.State, last.ExhaustedSince!.Value));
        var november = Slos.Evaluate(slo, october.Append([Bucket.Of(10, 10)]), last);
        Assert.Equal((Zone.Standard, SloState.Met, null, 1m), (november.Zone, november.State, november.ExhaustedSince, november.Budget.Remaining));
    }

    [Fact]
    public void An_alert_goes_on_by_the_name_of_its_rule_whatever_the_order()
    {
        var ledger = Slos.LedgerOf(null, Slos.Minutes(1440, 0, 100), Slos.Minutes(5, 50, 100));
        var before = Slos.Evaluate(Daily, ledger, Slos.Evaluate(Daily, Slos.LedgerOf(null, Slos.Minutes(1440, 0, 100))));
        var swapped = Daily with { Rules = [Slow with { Name = "another" }, Fast] };
        var after = Slos.Evaluate(swapped, ledger.Append([Bucket.Of(50, 100)]), before);
        Assert.Equal(before.Rules[0].Alert.FiredAt, after.Rules[1].Alert.FiredAt);
        Assert.NotEqual(before.Rules[1].Alert.FiredAt, after.Rules[0].Alert.FiredAt);
    }
}
