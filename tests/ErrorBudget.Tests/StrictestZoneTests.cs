namespace ErrorBudget.Tests;

public sealed class StrictestZoneTests
{
    [Theory]
    [InlineData(Zone.Freeze, Zone.Freeze)]
    [InlineData(Zone.SignOff, Zone.SignOff)]
    [InlineData(Zone.Monitor, Zone.Monitor)]
    [InlineData(Zone.Standard, Zone.Standard)]
    public void A_long_exhausted_budget_lies_in_the_strictest_zone_there_is(Zone strictest, Zone expected)
    {
        var exhausted = new Budget(new Target(0.9m), Bad: 50, Total: 100, IsKnown: true);

        Assert.Equal(expected, new ZoneThresholds { Strictest = strictest }.ZoneOf(exhausted, 30 * Minute.PerDay));
    }

    [Fact]
    public void The_strictest_zone_leaves_an_open_zone_and_an_unknown_one_as_they_are()
    {
        var zones = new ZoneThresholds { Strictest = Zone.SignOff };

        Assert.Equal(Zone.Standard, zones.ZoneOf(new Budget(new Target(0.9m), Bad: 0, Total: 100, IsKnown: true), 0));
        Assert.Equal(Zone.Unknown, zones.ZoneOf(new Budget(new Target(0.9m), Bad: 0, Total: 0, IsKnown: false), 0));
    }

    [Theory]
    [InlineData(Zone.Freeze, DecisionKind.Block, false)]
    [InlineData(Zone.SignOff, DecisionKind.SignOff, false)]
    [InlineData(Zone.Monitor, DecisionKind.Monitor, true)]
    [InlineData(Zone.Standard, DecisionKind.Allow, true)]
    public void A_fast_burn_closes_the_gate_only_as_far_as_the_policy_lets_it_close(Zone strictest, DecisionKind kind, bool allowed)
    {
        var through = new Minute(29_000_000);
        var rule = new BurnRateRule { Name = "fast", Severity = BurnSeverity.Fast, WindowMinutes = 60, Multiplier = 5 };
        var burn = new BurnRate(60, 100, IsKnown: true);
        var snapshot = new Snapshot
        {
            Id = new SloId("shop", "availability"),
            Owner = "",
            EvaluatedAt = through.Start,
            DataThrough = through,
            LastKnown = through,
            CoveredFrom = new Minute(0),
            Window = SloWindow.Rolling(30),
            Budget = new Budget(new Target(0.9m), Bad: 0, Total: 100, IsKnown: true),
            State = SloState.Met,
            Zone = Zone.Standard,
            Zones = new ZoneThresholds { Strictest = strictest },
            Rules = [new RuleSnapshot(rule, burn, null, new Alert { Phase = AlertPhase.Firing, Since = through, FiredAt = through })],
            Coverage = 1,
            PolicyVersion = "test",
        };

        var decision = ReleaseDecision.For(snapshot, GateRules.Default, ChangeKind.Standard, signOff: null, through.Start);

        Assert.Equal((kind, allowed), (decision.Kind, decision.Allowed));
    }
}
