namespace ErrorBudget.Tests;

public sealed class ReleaseDecisionTests
{
    private static readonly DateTimeOffset Now = Snapshots.Through.Start.AddMinutes(2);
    private static readonly GateRules Override = new() { ApprovalOverride = true };

    /// <summary>Every combination, against the rules in words: the most restrictive applicable one wins; then who may pass it.</summary>
    [Fact]
    public void Every_combination_is_decided_by_the_most_restrictive_applicable_rule()
    {
        var combinations = 0;
        foreach (var zone in Enum.GetValues<Zone>())
        foreach (var change in Enum.GetValues<ChangeKind>())
        foreach (var onUnknown in Enum.GetValues<OnUnknown>())
        foreach (var burn in new BurnSeverity?[] { null, BurnSeverity.Fast, BurnSeverity.Slow, BurnSeverity.Critical })
        foreach (var flags in Enumerable.Range(0, 32))
        {
            var (signedOff, dryRun, approval, stale, silent) = ((flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0, (flags & 8) > 0, (flags & 16) > 0);
            var snapshot = Snapshots.In(zone);
            if (silent) snapshot = snapshot with { State = SloState.Unknown };
            if (burn is { } severity) snapshot = snapshot.With(Snapshots.Firing(severity));
            var rules = new GateRules { OnUnknown = onUnknown, DryRun = dryRun, ApprovalOverride = approval };
            var decision = ReleaseDecision.For(snapshot, rules, change, signedOff ? SignOffs.Any : null, stale ? Now.AddHours(1) : Now);

            var why = $"{zone} {change} {onUnknown} burn {burn} signed {signedOff} dry {dryRun} override {approval} stale {stale} silent {silent}";
            var expected = Expected(zone, change, rules, signedOff, unknown: stale || silent, burn);
            Assert.True(expected == (decision.Kind, decision.Allowed), $"{why}: expected {expected}, was {decision}");
            Assert.NotEmpty(decision.Reasons);
            Assert.All(decision.Reasons, reason => Assert.True(reason.Length > 20 && !reason.Contains("  "), reason));
            Assert.Equal(decision.Reasons.Distinct(), decision.Reasons);
            combinations++;
        }

        Assert.Equal(6 * 4 * 3 * 4 * 32, combinations);
    }

    [Theory]
    [InlineData(Zone.Standard, DecisionKind.Allow, true, "above 80 %")]
    [InlineData(Zone.Monitor, DecisionKind.Monitor, true, "between 50 % and 80 %")]
    [InlineData(Zone.SignOff, DecisionKind.SignOff, false, "below 50 %")]
    [InlineData(Zone.Block, DecisionKind.Block, false, "below 20 %")]
    [InlineData(Zone.Freeze, DecisionKind.Freeze, false, "7 days or longer")]
    [InlineData(Zone.Unknown, DecisionKind.Unknown, false, "no data in 30 d")]
    public void A_zone_decides_a_standard_change_and_says_why(Zone zone, DecisionKind kind, bool allowed, string reason)
    {
        var decision = ReleaseDecision.For(Snapshots.In(zone), GateRules.Default, ChangeKind.Standard, null, Now);
        Assert.Equal((kind, allowed), (decision.Kind, decision.Allowed));
        Assert.Contains(reason, decision.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_of_the_gate_in_advance_is_what_it_decides()
    {
        foreach (var zone in Enum.GetValues<Zone>().Where(zone => zone != Zone.Unknown))
        foreach (var strictest in Enum.GetValues<Zone>().Where(zone => zone != Zone.Unknown))
        foreach (var onUnknown in Enum.GetValues<OnUnknown>())
        foreach (var silent in new[] { false, true })
        foreach (var burn in new BurnSeverity?[] { null, BurnSeverity.Fast, BurnSeverity.Slow, BurnSeverity.Critical })
        {
            var snapshot = Snapshots.In(zone);
            snapshot = snapshot with { Zones = snapshot.Zones with { Strictest = strictest }, State = silent ? SloState.Unknown : snapshot.State };
            if (burn is { } severity) snapshot = snapshot.With(Snapshots.Firing(severity));
            var rules = new GateRules { OnUnknown = onUnknown, Exempt = [] };
            Assert.Equal(
                ReleaseDecision.For(snapshot, rules, ChangeKind.Standard, null, Now).Kind,
                ReleaseDecision.KindFor(zone, !silent, burn is { } firing ? [firing] : [], strictest, rules));
        }
    }

    [Fact]
    public void A_fast_burn_blocks_whatever_the_zone_and_is_named_first()
    {
        var decision = ReleaseDecision.For(Snapshots.In(Zone.Standard).With(Snapshots.Firing(BurnSeverity.Fast)), GateRules.Default, ChangeKind.Standard, null, Now);
        Assert.Equal((DecisionKind.Block, false), (decision.Kind, decision.Allowed));
        Assert.StartsWith("fast burn since 2026-11-23T07:30Z", decision.Reasons[0], StringComparison.Ordinal);
        Assert.Contains(decision.Reasons, reason => reason.StartsWith("remaining 90 % is above 80 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(BurnSeverity.Slow)]
    [InlineData(BurnSeverity.Critical)]
    public void A_slower_burn_is_watched(BurnSeverity severity)
    {
        var decision = ReleaseDecision.For(Snapshots.In(Zone.Standard).With(Snapshots.Firing(severity)), GateRules.Default, ChangeKind.Standard, null, Now);
        Assert.Equal((DecisionKind.Monitor, true), (decision.Kind, decision.Allowed));
    }

    [Fact]
    public void A_burn_that_has_ended_does_not_block()
    {
        var ended = Snapshots.Firing(BurnSeverity.Fast) with { Alert = new Alert { Phase = AlertPhase.Resolved, FiredAt = Snapshots.Through - 90, Since = Snapshots.Through } };
        Assert.Equal(DecisionKind.Allow, ReleaseDecision.For(Snapshots.In(Zone.Standard).With(ended), GateRules.Default, ChangeKind.Standard, null, Now).Kind);
    }

    [Fact]
    public void The_gate_never_blocks_the_repair()
    {
        foreach (var zone in Enum.GetValues<Zone>())
        foreach (var change in new[] { ChangeKind.Fix, ChangeKind.Rollback })
            Assert.True(ReleaseDecision.For(Snapshots.In(zone).With(Snapshots.Firing(BurnSeverity.Fast)), GateRules.Default, change, null, Now.AddDays(1)).Allowed);
        Assert.True(ReleaseDecision.For(null, GateRules.Default, ChangeKind.Rollback, null, Now).Allowed);
    }

    [Fact]
    public void What_is_let_through_is_a_setting()
    {
        var rules = GateRules.Default with { Exempt = [ChangeKind.Critical] };
        Assert.False(ReleaseDecision.For(Snapshots.In(Zone.Block), rules, ChangeKind.Fix, null, Now).Allowed);
        Assert.True(ReleaseDecision.For(Snapshots.In(Zone.Freeze), rules, ChangeKind.Critical, null, Now).Allowed);
    }

    [Theory]
    [InlineData(Zone.Block, DecisionKind.SignOff)]
    [InlineData(Zone.Freeze, DecisionKind.Freeze)]
    [InlineData(Zone.SignOff, DecisionKind.SignOff)]
    public void A_critical_change_needs_a_sign_off_where_a_standard_one_is_blocked_and_is_frozen_with_it(Zone zone, DecisionKind kind)
    {
        var decision = ReleaseDecision.For(Snapshots.In(zone), Override, ChangeKind.Critical, null, Now);
        Assert.Equal((kind, false), (decision.Kind, decision.Allowed));
        Assert.True(ReleaseDecision.For(Snapshots.In(zone), Override, ChangeKind.Critical, SignOffs.Any, Now).Allowed);
    }

    [Fact]
    public void A_sign_off_counts_only_where_the_policy_lets_it()
    {
        var without = ReleaseDecision.For(Snapshots.In(Zone.Block), GateRules.Default, ChangeKind.Standard, SignOffs.Any, Now);
        Assert.False(without.Allowed);
        Assert.Contains("sign-offs do not open this gate (approval_override is off)", without.Reasons);
        var with = ReleaseDecision.For(Snapshots.In(Zone.Block), Override, ChangeKind.Standard, SignOffs.Any, Now);
        Assert.Equal((DecisionKind.Allow, true), (with.Kind, with.Allowed));
        Assert.Equal("a sign-off is in force: by Ada until 2026-11-23T10:00:00Z, because: the fix is in this release", with.Reasons[0]);
        Assert.Equal((SignOffs.Any, null), (with.SignOff, without.SignOff));
        Assert.Contains(with.Reasons, reason => reason.StartsWith("remaining 10 % is below 20 %", StringComparison.Ordinal));
    }

    [Fact]
    public void A_dry_run_lets_everything_through_and_says_what_it_would_have_said()
    {
        var decision = ReleaseDecision.For(Snapshots.In(Zone.SignOff), new GateRules { DryRun = true }, ChangeKind.Standard, null, Now);
        Assert.Equal((DecisionKind.Allow, true), (decision.Kind, decision.Allowed));
        Assert.Equal("dry run: the gate would have said sign-off", decision.Reasons[0]);
        Assert.StartsWith("remaining 30 % is below 50 %", decision.Reasons[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OnUnknown.SignOff, DecisionKind.Unknown, false)]
    [InlineData(OnUnknown.Block, DecisionKind.Block, false)]
    [InlineData(OnUnknown.Allow, DecisionKind.Allow, true)]
    public void An_SLO_that_was_never_evaluated_is_unknown(OnUnknown onUnknown, DecisionKind kind, bool allowed)
    {
        var decision = ReleaseDecision.For(null, new GateRules { OnUnknown = onUnknown }, ChangeKind.Standard, null, Now);
        Assert.Equal((kind, allowed), (decision.Kind, decision.Allowed));
        Assert.Equal("this SLO has not been evaluated yet: no data", decision.Reasons[0]);
    }

    [Fact]
    public void Unknown_is_never_let_through_silently()
    {
        var rules = new GateRules { OnUnknown = OnUnknown.Allow };
        var healthy = Snapshots.In(Zone.Standard);
        foreach (var (snapshot, now) in new (Snapshot?, DateTimeOffset)[]
        {
            (null, Now), (Snapshots.In(Zone.Unknown), Now), (healthy with { State = SloState.Unknown }, Now), (healthy, Now.AddHours(1)),
            (healthy with { State = SloState.Unknown, CoveredFrom = Snapshots.Through - 60, Zone = Zone.Unknown }, Now),
        })
        {
            var decision = ReleaseDecision.For(snapshot, rules, ChangeKind.Standard, null, now);
            Assert.True(decision.Allowed);
            Assert.Matches("no data|the data end|history", decision.Reasons[0]);
            Assert.Contains(decision.Reasons, reason => reason.Contains("on_unknown is allow", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(600, false)] // exactly ten minutes
    [InlineData(601, true)]
    public void Data_older_than_the_limit_are_unknown(int seconds, bool unknown)
    {
        var decision = ReleaseDecision.For(Snapshots.In(Zone.Standard), GateRules.Default, ChangeKind.Standard, null, Snapshots.Through.Start.AddSeconds(seconds));
        Assert.Equal(unknown ? DecisionKind.Unknown : DecisionKind.Allow, decision.Kind);
        if (unknown) Assert.Equal("the data end at 2026-11-23T08:00Z, 11 min ago (limit 10 min): what happened since is unknown", decision.Reasons[0]);
    }

    [Fact]
    public void Stale_data_do_not_soften_a_block()
    {
        var decision = ReleaseDecision.For(Snapshots.In(Zone.Block), new GateRules { OnUnknown = OnUnknown.Allow }, ChangeKind.Standard, null, Now.AddDays(3));
        Assert.Equal((DecisionKind.Block, false), (decision.Kind, decision.Allowed));
        Assert.StartsWith("remaining 10 % is below 20 %", decision.Reasons[0], StringComparison.Ordinal);
    }

    private static (DecisionKind, bool) Expected(Zone zone, ChangeKind change, GateRules rules, bool signedOff, bool unknown, BurnSeverity? burn)
    {
        var ifUnknown = rules.OnUnknown switch { OnUnknown.Allow => DecisionKind.Allow, OnUnknown.Block => DecisionKind.Block, _ => DecisionKind.Unknown };
        List<DecisionKind> applicable =
        [
            zone switch
            {
                Zone.Standard => DecisionKind.Allow,
                Zone.Monitor => DecisionKind.Monitor,
                Zone.SignOff => DecisionKind.SignOff,
                Zone.Block => DecisionKind.Block,
                Zone.Freeze => DecisionKind.Freeze,
                _ => ifUnknown,
            },
        ];
        if (unknown) applicable.Add(ifUnknown);
        if (burn is not null) applicable.Add(burn == BurnSeverity.Fast ? DecisionKind.Block : DecisionKind.Monitor);
        DecisionKind[] fromClosedToOpen = [DecisionKind.Freeze, DecisionKind.Block, DecisionKind.Unknown, DecisionKind.SignOff, DecisionKind.Monitor, DecisionKind.Allow];
        var worst = fromClosedToOpen.First(applicable.Contains);

        if (worst is DecisionKind.Allow or DecisionKind.Monitor) return (worst, true);
        if (change is ChangeKind.Fix or ChangeKind.Rollback) return (DecisionKind.Allow, true);
        if (signedOff && rules.ApprovalOverride) return (DecisionKind.Allow, true);
        if (rules.DryRun) return (DecisionKind.Allow, true);
        return (change == ChangeKind.Critical && worst == DecisionKind.Block ? DecisionKind.SignOff : worst, false);
    }
}
