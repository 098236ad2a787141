namespace ErrorBudget.Tests;

public sealed class AlertTests
{
    private static readonly Minute T = Slos.Start;
    private static readonly BurnRate High = new(20, 1000, true);
    private static readonly BurnRate Low = new(10, 1000, true);
    private static readonly BurnRate Unknown = new(0, 0, false);
    private static readonly BurnRateRule Rule = Slos.Rule(60, 14.4m, confirm: 5, hold: 3);

    [Fact]
    public void It_fires_when_both_windows_are_at_the_multiplier()
    {
        var at = new BurnRate(144, 10_000, true);
        Assert.Equal(AlertPhase.Firing, Step(Alert.None, at, at, 0).Phase);
        Assert.NotEqual(AlertPhase.Firing, Step(Alert.None, new BurnRate(143, 10_000, true), at, 0).Phase);
        Assert.NotEqual(AlertPhase.Firing, Step(Alert.None, at, new BurnRate(143, 10_000, true), 0).Phase);
    }

    [Fact]
    public void One_window_alone_is_confirming_and_ends_quietly()
    {
        var confirming = Step(Alert.None, High, Low, 0);
        Assert.Equal((AlertPhase.Confirming, T, false), (confirming.Phase, confirming.Since!.Value, confirming.IsActive));
        confirming = Step(confirming, Low, High, 1);
        Assert.Equal((AlertPhase.Confirming, T), (confirming.Phase, confirming.Since!.Value));
        var quiet = Step(confirming, Low, Low, 2);
        Assert.Equal((AlertPhase.Quiet, T + 2), (quiet.Phase, quiet.Since!.Value));
        Assert.Null(quiet.FiredAt);
    }

    [Fact]
    public void It_resolves_when_the_confirmation_window_has_stayed_below_for_the_hold_time()
    {
        var alert = Step(Alert.None, High, High, 0);
        for (var i = 10; i < 13; i++)
        {
            alert = Step(alert, High, Low, i);
            Assert.Equal((true, T + 10), (alert.IsActive, alert.BelowSince!.Value));
        }

        alert = Step(alert, High, Low, 13);
        Assert.Equal((AlertPhase.Resolved, T + 13, T), (alert.Phase, alert.Since!.Value, alert.FiredAt!.Value));
    }

    [Fact]
    public void Without_a_hold_time_it_resolves_at_once()
    {
        var rule = Rule with { HoldMinutes = 0 };
        var alert = Step(Alert.None, High, High, 0, rule);
        Assert.Equal(AlertPhase.Resolved, Step(alert, High, Low, 1, rule).Phase);
    }

    [Fact]
    public void The_long_window_alone_does_not_keep_it_firing()
    {
        var alert = Run(Step(Alert.None, High, High, 0), High, Low, 1, 4);
        Assert.Equal(AlertPhase.Resolved, alert.Phase);
    }

    [Fact]
    public void The_confirmation_window_alone_keeps_it_firing() =>
        Assert.True(Run(Step(Alert.None, High, High, 0), Low, High, 1, 100).IsActive);

    [Fact]
    public void Flapping_at_the_multiplier_is_one_episode()
    {
        var alert = Step(Alert.None, High, High, 0);
        var episodes = new HashSet<string?>();
        for (var i = 1; i < 100; i++)
        {
            alert = Step(alert, High, i % 3 == 0 ? High : Low, i);
            Assert.True(alert.IsActive);
            episodes.Add(alert.EpisodeId(new SloId("shop", "availability"), Rule.Name));
        }

        Assert.Equal("shop/availability/fast@2026-11-01T00:00Z", Assert.Single(episodes));
    }

    [Fact]
    public void The_hold_time_begins_anew_when_the_burn_comes_back()
    {
        var alert = Run(Step(Alert.None, High, High, 0), High, Low, 1, 3);
        alert = Step(alert, High, High, 4);
        Assert.Null(alert.BelowSince);
        Assert.True(Run(alert, High, Low, 5, 7).IsActive);
        Assert.False(Run(alert, High, Low, 5, 8).IsActive);
    }

    [Fact]
    public void A_new_burn_after_a_resolution_is_a_new_episode()
    {
        var slo = new SloId("shop", "availability");
        var first = Step(Alert.None, High, High, 0);
        var resolved = Run(first, High, Low, 1, 4);
        var second = Step(resolved, High, High, 5);
        Assert.Equal(first.EpisodeId(slo, "fast"), resolved.EpisodeId(slo, "fast"));
        Assert.NotEqual(first.EpisodeId(slo, "fast"), second.EpisodeId(slo, "fast"));
        Assert.NotEqual(first.EpisodeId(slo, "fast"), first.EpisodeId(slo, "slow"));
        Assert.NotEqual(first.EpisodeId(slo, "fast"), first.EpisodeId(new SloId("shop", "latency"), "fast"));
        Assert.Null(Alert.None.EpisodeId(slo, "fast"));
    }

    [Fact]
    public void Unknown_minutes_neither_fire_nor_resolve()
    {
        foreach (var (window, confirm) in new[] { (Unknown, Unknown), (High, Unknown), (Unknown, High), (Low, Unknown), (Unknown, Low) })
        {
            var quiet = Run(Alert.None, window, confirm, 0, 20);
            Assert.Equal((AlertPhase.Quiet, true), (quiet.Phase, quiet.IsFrozen));
            var firing = Run(Step(Alert.None, High, High, 0), window, confirm, 1, 20);
            Assert.Equal((AlertPhase.Firing, true, T), (firing.Phase, firing.IsFrozen, firing.FiredAt!.Value));
        }
    }

    [Fact]
    public void Unknown_minutes_do_not_count_towards_the_hold_time()
    {
        var alert = Run(Step(Alert.None, High, High, 0), High, Low, 1, 2); // one minute of three
        alert = Run(alert, Unknown, Unknown, 3, 50);
        alert = Step(alert, High, Low, 51); // two
        Assert.Equal((true, false), (alert.IsActive, alert.IsFrozen));
        Assert.Equal(AlertPhase.Resolved, Step(alert, High, Low, 52).Phase);
    }

    [Fact]
    public void A_guard_holds_a_firing_back_and_says_so_until_it_no_longer_does()
    {
        var rule = Rule with { Guards = new LowTrafficGuards(MinimumBad: 5, MinimumTotal: 0, Significance: 1m) };
        var held = Step(Alert.None, new BurnRate(4, 100, true), High, 0, rule);
        Assert.Equal((AlertPhase.Confirming, "4 bad of 100 is below the minimum of 5 bad"), (held.Phase, held.Suppressed));
        var fires = Step(held, new BurnRate(5, 100, true), High, 1, rule);
        Assert.Equal((AlertPhase.Firing, null), (fires.Phase, fires.Suppressed));
        Assert.Null(Step(held, Low, Low, 1, rule).Suppressed);
        Assert.Null(Step(held, High, Low, 1, rule).Suppressed);
    }

    [Fact]
    public void A_guard_neither_resolves_a_firing_nor_keeps_it_from_resolving()
    {
        var rule = Rule with { Guards = new LowTrafficGuards(MinimumBad: 5, MinimumTotal: 500, Significance: 0.01m) };
        var few = new BurnRate(1, 1, true);
        var firing = Step(Alert.None, High, High, 0, rule);
        Assert.True(Run(firing, few, few, 1, 50, rule).IsActive);
        Assert.Equal(AlertPhase.Resolved, Run(firing, few, new BurnRate(0, 1, true), 1, 4, rule).Phase);
    }

    [Fact]
    public void No_traffic_ends_a_burn()
    {
        var none = new BurnRate(0, 0, true);
        Assert.Equal(AlertPhase.Resolved, Run(Step(Alert.None, High, High, 0), none, none, 1, 4).Phase);
    }

    private static Alert Step(Alert alert, BurnRate window, BurnRate confirm, int minute, BurnRateRule? rule = null) =>
        alert.Advance(rule ?? Rule, Slos.ThreeNines, window, confirm, T + minute);

    /// <summary>The same burn from a minute to a minute, both included.</summary>
    private static Alert Run(Alert alert, BurnRate window, BurnRate confirm, int from, int to, BurnRateRule? rule = null)
    {
        for (var i = from; i <= to; i++) alert = Step(alert, window, confirm, i, rule);
        return alert;
    }
}
