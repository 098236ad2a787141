namespace ErrorBudget.Tests;

public sealed class LowTrafficGuardsTests
{
    private static readonly Target TwoNines = new(0.99m);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 30)]
    [InlineData(1, 69)] // without a guard 14.4 fires up to 69 requests an hour at 99.9 %
    public void A_single_failure_at_night_does_not_fire_by_default(long bad, long total) =>
        Assert.Equal($"{bad} bad of {total} is below the minimum of 2 bad", LowTrafficGuards.Default.Suppress(bad, total, Slos.ThreeNines));

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(60, 60)]
    public void A_total_outage_of_a_quiet_service_fires(long bad, long total)
    {
        Assert.Null(LowTrafficGuards.Default.Suppress(bad, total, Slos.ThreeNines));
        Assert.Null(new LowTrafficGuards(MinimumBad: 100, MinimumTotal: 1000, Significance: 0.01m).Suppress(bad, total, Slos.ThreeNines));
    }

    [Fact]
    public void One_event_is_no_total_outage() =>
        Assert.NotNull(new LowTrafficGuards(2, 0, 1m).Suppress(1, 1, Slos.ThreeNines));

    [Theory]
    [InlineData(9, 1000, "9 bad of 1000 is below the minimum of 10 bad")]
    [InlineData(10, 1000, null)]
    public void The_minimum_of_bad_events_is_enough(long bad, long total, string? reason) =>
        Assert.Equal(reason, new LowTrafficGuards(10, 0, 1m).Suppress(bad, total, TwoNines));

    [Theory]
    [InlineData(99, "99 events are below the minimum of 100")]
    [InlineData(100, null)]
    public void The_minimum_of_all_events_is_enough(long total, string? reason) =>
        Assert.Equal(reason, new LowTrafficGuards(0, 100, 1m).Suppress(50, total, TwoNines));

    [Theory]
    [InlineData(2, 14, true)] // P(X >= 2) = 0.84 %
    [InlineData(2, 16, false)] // 1.09 %
    [InlineData(3, 44, true)] // 0.98 %
    [InlineData(3, 45, false)] // 1.04 %
    public void Bad_events_fire_only_if_chance_hardly_explains_them(long bad, long total, bool fires)
    {
        var chance = 1 - MathNet.Numerics.Distributions.Binomial.CDF(0.01, (int)total, bad - 1);
        Assert.Equal(fires, chance <= 0.01);
        Assert.Equal(fires, LowTrafficGuards.Default.Suppress(bad, total, TwoNines) is null);
    }

    [Fact]
    public void Exactly_as_likely_as_the_limit_is_enough() =>
        Assert.Null(LowTrafficGuards.Default.Suppress(2, 2, new Target(0.9m))); // exactly 0.1 * 0.1

    [Fact]
    public void What_holds_a_firing_back_is_said_with_its_numbers()
    {
        Assert.Equal(
            "2 bad of 16 happens by chance in 1.09 % of cases at a target of 99 %, more than 1 %",
            LowTrafficGuards.Default.Suppress(2, 16, TwoNines));
        // Two digits would read "0.26 % of cases, more than 0.26 %".
        Assert.Equal(
            "2 bad of 75 happens by chance in 0.264 % of cases at a target of 99.9 %, more than 0.26 %",
            new LowTrafficGuards(0, 0, 0.0026m).Suppress(2, 75, Slos.ThreeNines));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 1_000_000)]
    public void Without_guards_nothing_is_held_back(long bad, long total) => Assert.Null(LowTrafficGuards.None.Suppress(bad, total, Slos.ThreeNines));

    [Fact]
    public void A_busy_service_far_above_its_target_is_significant_at_once() =>
        Assert.Null(LowTrafficGuards.Default.Suppress(14_400_000, 1_000_000_000, Slos.ThreeNines));
}
