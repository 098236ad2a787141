using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using static ErrorBudget.Pipeline.Tests.Evaluate.EventScene;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>Pairs of snapshots and the events between them, with their exact ids.</summary>
public sealed class BudgetEventsTests
{
    private const string Slo = "shop/availability";

    [Fact]
    public void Nothing_happens_while_nothing_changes()
    {
        Assert.Empty(Ids(At(0), At(1)));
        Assert.Empty(Ids(At(0, bad: 95), At(1, bad: 95)));
        Assert.Empty(Ids(At(0).Firing("fast", -5), At(1).Firing("fast", -5)));
        Assert.Empty(Ids(At(200, bad: 100, exhaustedSince: Noon), At(201, bad: 100, exhaustedSince: Noon)));
    }

    [Fact]
    public void Of_a_first_snapshot_what_lasts_is_told() =>
        Assert.Equal(
            [
                $"BurnStarted|{Slo}/fast@2026-11-20T11:58Z", $"RollbackDue|{Slo}/rollback@2026-11-20T12:00Z", $"SprintDue|{Slo}/sprint@2026-11-20T12:00Z",
                $"BudgetExhausted|{Slo}/exhausted@2026-11-20T12:00Z",
            ],
            Ids(null, At(0, bad: 100, exhaustedSince: Noon).Firing("fast", -2).Burning(200)));

    [Fact]
    public void A_burn_begins_and_ends_under_the_id_of_its_beginning()
    {
        var started = Assert.Single(Between(At(0), At(1).Firing("slow", 1)));
        Assert.Equal($"BurnStarted|{Slo}/slow@2026-11-20T12:01Z", started.Id);
        Assert.Equal(("shop", "availability", "slow", BurnSeverity.Slow), (started.Service, started.Slo, started.Rule, started.Severity));
        Assert.Equal(((Noon + 1).Start, $"{Slo}/slow@2026-11-20T12:01Z", null, null), (started.At, started.Episode, started.Follows, started.InhibitedBy));

        var resolved = Assert.Single(Between(At(8).Firing("slow", 1), At(30).Firing("slow", 1, resolvedAt: 9)));
        Assert.Equal(($"BurnResolved|{Slo}/slow@2026-11-20T12:01Z", started.Episode, started.Id), (resolved.Id, resolved.Episode, resolved.Follows));
        Assert.Equal(((Noon + 9).Start, started.At), (resolved.At, resolved.FollowsAt));
    }

    [Fact]
    public void A_burn_that_ended_and_began_again_between_two_snapshots_is_both_in_that_order()
    {
        var events = Between(At(0).Firing("fast", -5), At(60).Firing("fast", 40));

        Assert.Equal([$"BurnResolved|{Slo}/fast@2026-11-20T11:55Z", $"BurnStarted|{Slo}/fast@2026-11-20T12:40Z"], InOrder(events));
        Assert.All(events, happened => Assert.Equal((Noon + 40).Start, happened.At));
    }

    [Fact]
    public void The_burn_of_a_rule_that_is_no_longer_declared_ends()
    {
        var current = At(1);
        var resolved = Assert.Single(Between(At(0).Firing("slow", -5), current with { Rules = [.. current.Rules.Where(rule => rule.Rule.Name != "slow")] }));

        Assert.Equal(($"BurnResolved|{Slo}/slow@2026-11-20T11:55Z", "slow", current.DataThrough.Start), (resolved.Id, resolved.Rule, resolved.At));
    }

    [Theory]
    [InlineData("fast", 0, "slow", 1, "fast")]
    [InlineData("fast", 1, "slow", 1, "fast")]
    [InlineData("fast", 0, "critical", 1, "fast")]
    [InlineData("slow", 0, "critical", 1, "slow")]
    [InlineData("slow", 0, "fast", 1, null)]
    [InlineData("critical", 0, "slow", 1, null)]
    public void A_slower_burn_that_begins_while_a_faster_one_goes_on_is_inhibited(string first, int firstAt, string second, int secondAt, string? by)
    {
        var before = firstAt < secondAt ? At(0).Firing(first, firstAt) : At(0);
        var started = Between(before, At(1).Firing(first, firstAt).Firing(second, secondAt)).Single(happened => happened.Rule == second);

        Assert.Equal((BudgetEventKind.BurnStarted, by), (started.Kind, started.InhibitedBy));
    }

    [Theory]
    [InlineData(60, "fast")]
    [InlineData(5, null)]
    public void Of_equal_severities_the_longer_window_is_inhibited(int minutes, string? by)
    {
        var current = At(1).Firing("fast", 0);
        var twin = current.Rules.Single(rule => rule.Rule.Name == "fast");
        twin = twin with { Rule = twin.Rule with { Name = "twin", WindowMinutes = minutes }, Alert = twin.Alert with { Since = Noon + 1, FiredAt = Noon + 1 } };

        Assert.Equal(by, Assert.Single(Between(At(0).Firing("fast", 0), current with { Rules = [.. current.Rules, twin] })).InhibitedBy);
    }

    [Fact]
    public void A_burn_that_ended_inhibits_nothing() =>
        Assert.Null(Between(At(0).Firing("fast", -9), At(1).Firing("fast", -9, resolvedAt: 1).Firing("slow", 1)).Single(happened => happened.Rule == "slow").InhibitedBy);

    [Fact]
    public void A_zone_change_is_told_with_both_zones()
    {
        var changed = Assert.Single(Between(At(0, bad: 10), At(1, bad: 60)));

        Assert.Equal(($"ZoneChanged|{Slo}@2026-11-20T12:01Z", Zone.Standard, Zone.SignOff), (changed.Id, changed.From, changed.To));
    }

    [Fact]
    public void An_unknown_zone_is_no_zone_change()
    {
        Assert.Empty(Ids(At(0, bad: 10), At(1, isKnown: false)));
        Assert.Empty(Ids(At(1, isKnown: false), At(2, bad: 60)));
    }

    [Fact]
    public void A_budget_is_exhausted_escalated_and_recovered_under_one_episode()
    {
        Assert.Equal(
            [
                $"SprintDue|{Slo}/sprint@2026-11-20T12:01Z", $"ZoneChanged|{Slo}@2026-11-20T12:01Z",
                $"BudgetExhausted|{Slo}/exhausted@2026-11-20T12:01Z",
            ],
            Ids(At(0, bad: 70), At(1, bad: 100, exhaustedSince: Noon + 1)));
        Assert.Empty(Ids(At(59, bad: 100, exhaustedSince: Noon), At(59, bad: 100, exhaustedSince: Noon)));
        Assert.Equal([$"StillExhausted|{Slo}/exhausted@2026-11-20T12:00Z+60"], Ids(At(59, bad: 100, exhaustedSince: Noon), At(60, bad: 100, exhaustedSince: Noon)));
        Assert.Empty(Ids(At(60, bad: 100, exhaustedSince: Noon), At(61, bad: 100, exhaustedSince: Noon)));

        var recovered = Between(At(61, bad: 100, exhaustedSince: Noon), At(70, bad: 95)).Single(happened => happened.Kind == BudgetEventKind.BudgetRecovered);
        Assert.Equal(($"BudgetRecovered|{Slo}/exhausted@2026-11-20T12:00Z", $"BudgetExhausted|{Slo}/exhausted@2026-11-20T12:00Z"), (recovered.Id, recovered.Follows));
        Assert.Equal(((Noon + 70).Start, Noon.Start), (recovered.At, recovered.FollowsAt));
    }

    [Fact]
    public void Steps_of_the_escalation_that_a_gap_crosses_are_told_once_each_at_their_own_times()
    {
        var steps = Between(At(30, bad: 100, exhaustedSince: Noon), At(500, bad: 100, exhaustedSince: Noon));

        Assert.Equal([$"StillExhausted|{Slo}/exhausted@2026-11-20T12:00Z+60", $"StillExhausted|{Slo}/exhausted@2026-11-20T12:00Z+120"], steps.Select(step => step.Id));
        Assert.Equal([(Noon + 60).Start, (Noon + 120).Start], steps.Select(step => step.At));
        Assert.Equal([60, 120], steps.Select(step => step.AfterMinutes!.Value));
    }

    [Fact]
    public void A_budget_that_recovered_and_was_spent_again_between_two_snapshots_is_both_in_that_order()
    {
        var events = Between(At(30, bad: 100, exhaustedSince: Noon), At(300, bad: 100, exhaustedSince: Noon + 200));

        Assert.Equal(
            [
                $"BudgetRecovered|{Slo}/exhausted@2026-11-20T12:00Z", $"BudgetExhausted|{Slo}/exhausted@2026-11-20T15:20Z",
                $"StillExhausted|{Slo}/exhausted@2026-11-20T15:20Z+60",
            ],
            InOrder(events));
    }

    [Fact]
    public void A_freeze_is_told_when_it_begins_and_follows_the_exhaustion()
    {
        var week = 7 * Minute.PerDay;
        var events = Between(At(week - 1, bad: 100, exhaustedSince: Noon), At(week, bad: 100, exhaustedSince: Noon));

        Assert.Equal([$"ZoneChanged|{Slo}@2026-11-27T12:00Z", $"FreezeStarted|{Slo}/exhausted@2026-11-20T12:00Z"], events.Select(happened => happened.Id));
        Assert.Equal($"BudgetExhausted|{Slo}/exhausted@2026-11-20T12:00Z", events[1].Follows);
        Assert.Empty(Ids(At(week, bad: 100, exhaustedSince: Noon), At(week + 1, bad: 100, exhaustedSince: Noon)));
    }

    [Fact]
    public void A_reliability_sprint_is_due_below_its_border_and_over_at_it_under_one_episode()
    {
        var due = Assert.Single(Between(At(0, bad: 90), At(1, bad: 91)));
        Assert.Equal(($"SprintDue|{Slo}/sprint@2026-11-20T12:01Z", $"{Slo}/sprint@2026-11-20T12:01Z"), (due.Id, due.Episode));
        var over = Assert.Single(Between(At(1, bad: 91), At(2, bad: 90)));
        Assert.Equal(($"SprintOver|{Slo}/sprint@2026-11-20T12:01Z", due.Id, due.At), (over.Id, over.Follows, over.FollowsAt));
        Assert.Empty(Between(At(0, bad: 90), At(1, bad: 91), objective: Objective() with { Tickets = new TicketRules { SprintBelowPct = null } }));
    }

    [Fact]
    public void An_unknown_budget_neither_begins_nor_ends_a_sprint_and_what_was_missed_meanwhile_is_told()
    {
        Assert.Empty(IdsAlong(At(0, bad: 91), At(1, isKnown: false), At(2, bad: 92)));
        Assert.Equal([$"SprintDue|{Slo}/sprint@2026-11-20T12:02Z"], IdsAlong(At(0), At(1, isKnown: false), At(2, bad: 91)).Where(id => id.StartsWith("Sprint", StringComparison.Ordinal)));
        Assert.Equal([$"SprintOver|{Slo}/sprint@2026-11-20T12:00Z"], IdsAlong(At(0, bad: 91), At(1, isKnown: false), At(2, bad: 85)));
    }

    [Fact]
    public void Missing_data_are_told_with_the_last_minute_known_and_so_is_their_return()
    {
        var missing = At(5) with { State = SloState.Unknown, LastKnown = Noon };
        var told = Assert.Single(Between(At(4) with { LastKnown = Noon }, missing));
        Assert.Equal(($"DataMissing|{Slo}/data@2026-11-20T12:00Z", Noon.Start), (told.Id, told.At));
        Assert.Empty(Ids(missing, missing with { DataThrough = Noon + 6 }));

        var returned = Assert.Single(Between(missing, At(7)));
        Assert.Equal(($"DataReturned|{Slo}/data@2026-11-20T12:00Z", told.Id, (Noon + 6).Start), (returned.Id, returned.Follows, returned.At));
    }

    [Fact]
    public void Data_that_went_missing_again_between_two_snapshots_are_both()
    {
        var missing = At(5) with { State = SloState.Unknown, LastKnown = Noon };

        Assert.Equal(
            [$"DataReturned|{Slo}/data@2026-11-20T12:00Z", $"DataMissing|{Slo}/data@2026-11-20T12:10Z"],
            Ids(missing, At(30) with { State = SloState.Unknown, LastKnown = Noon + 10 }));
    }

    [Fact]
    public void Data_that_never_were_or_whose_history_is_being_read_are_not_missing()
    {
        Assert.Empty(Ids(At(0), At(5) with { State = SloState.Unknown, LastKnown = null }));
        Assert.Empty(Ids(At(0), At(5) with { State = SloState.Unknown, LastKnown = Noon, CoveredFrom = Noon }));
    }

    [Fact]
    public void Refused_counts_have_one_id_a_day()
    {
        var refused = Assert.Single(Between(At(0), At(1), "good (101) exceeds total (100)"));

        Assert.Equal($"CountsRejected|{Slo}@2026-11-20T00:00Z", refused.Id);
        Assert.Equal((Noon.Day.Start, "good (101) exceeds total (100)"), (refused.At, refused.Detail));
        Assert.Equal([refused.Id], Ids(At(600), At(601), "another reason"));
        Assert.Equal([$"CountsRejected|{Slo}@2026-11-21T00:00Z"], Ids(At(719), At(720), "another reason"));
    }

    [Fact]
    public void A_rollback_is_due_at_the_threshold_and_over_below_a_burn_of_1_under_one_episode()
    {
        Assert.Empty(IdsAlong(At(0), At(1).Burning(99)));
        var due = Assert.Single(Between(At(1).Burning(99), At(2).Burning(100)));
        Assert.Equal(($"RollbackDue|{Slo}/rollback@2026-11-20T12:02Z", $"{Slo}/rollback@2026-11-20T12:02Z"), (due.Id, due.Episode));
        Assert.Empty(IdsAlong(At(2).Burning(100), At(3).Burning(500), At(4).Burning(50), At(5).Burning(100), At(6).Burning(10)));
        Assert.Equal(
            [$"RollbackOver|{Slo}/rollback@2026-11-20T12:02Z", $"RollbackDue|{Slo}/rollback@2026-11-20T12:09Z"],
            IdsAlong(At(2).Burning(100), At(6).Burning(10), At(7).Burning(9), At(8).Burning(0), At(9).Burning(100)));
    }

    [Fact]
    public void An_unknown_minute_neither_begins_nor_ends_a_rollback()
    {
        Assert.Empty(IdsAlong(At(0).Burning(200), At(1).Burning(0, isKnown: false), At(2).Burning(200)));
        Assert.Empty(IdsAlong(At(0).Burning(50), At(1).Burning(200, isKnown: false), At(2).Burning(50)));
    }

    [Fact]
    public void A_rollback_is_not_over_while_the_alert_fires() =>
        Assert.Empty(IdsAlong(At(0).Firing("fast", -9).Burning(200), At(1).Firing("fast", -9).Burning(0)));

    [Fact]
    public void A_rollback_ends_when_the_policy_stops_rolling_back()
    {
        var (objective, before) = (Objective(), BudgetEvents.Mark(null, At(0).Burning(200), Objective()));
        var over = Assert.Single(Between(before, At(1).Burning(200), objective: objective with { FeatureFlags = objective.FeatureFlags with { AutoRollback = false } }));
        Assert.Equal(BudgetEventKind.RollbackOver, over.Kind);
    }

    [Fact]
    public void A_rollback_is_held_back_by_low_traffic_and_by_a_calm_confirmation_window()
    {
        Assert.Empty(Ids(At(0), At(1).Burning(1, total: 9)));
        Assert.Equal([$"RollbackDue|{Slo}/rollback@2026-11-20T12:01Z"], Ids(At(0), At(1).Burning(9, total: 9)));

        var calm = At(1).Burning(200).With("fast", rule => rule with { Confirm = new BurnRate(9, 100, true) });
        Assert.Empty(Ids(At(0), calm));
        Assert.Equal([$"RollbackDue|{Slo}/rollback@2026-11-20T12:01Z"], Ids(At(0), calm.With("fast", rule => rule with { Confirm = new BurnRate(10, 100, true) })));
    }

    [Fact]
    public void Only_fast_rules_roll_back_and_only_where_there_are_flags_to_switch()
    {
        Assert.Empty(Ids(At(0), At(1).With("slow", rule => rule with { Window = new BurnRate(500, 1_000, true) })));
        var objective = Objective();
        Assert.Empty(Between(At(0), At(1).Burning(200), objective: objective with { FeatureFlags = objective.FeatureFlags with { AutoRollback = false } }));
        Assert.Empty(Between(At(0), At(1).Burning(200), objective: objective with { FeatureFlags = objective.FeatureFlags with { Flags = [] } }));
    }

    [Fact]
    public void The_same_pair_gives_the_same_events_to_the_letter()
    {
        var (before, now) = (At(0).Firing("fast", -9).Firing("slow", -4), At(90, bad: 120, exhaustedSince: Noon + 5).Firing("fast", 30).Burning(300));

        var once = Records(before, now, "why");
        Assert.Equal(9, once.Count);
        Assert.Equal(once, Records(before, now, "why"));
        Assert.Equal(once.Count, once.Select(record => record.Id).Distinct().Count());
    }

    /// <summary>The ids in the order in which the outbox hands events on.</summary>
    private static IEnumerable<string> InOrder(IEnumerable<BudgetEvent> events) =>
        events.Where(happened => happened.Kind != BudgetEventKind.ZoneChanged).OrderBy(happened => happened.At).ThenBy(happened => happened.Id, StringComparer.Ordinal).Select(happened => happened.Id);
}
