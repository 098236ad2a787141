using ErrorBudget;
using Shop.History;
using Shop.Traffic;

namespace Shop.Tests;

/// <summary>The simulated past: each service ends in the zone that the demo promises.</summary>
public sealed class PastTests
{
    private const int WindowDays = 14;
    private static readonly DateTimeOffset Noon = new(2026, 3, 18, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The targets of config/demo-policy.yaml and the zones that demo.sh expects.</summary>
    public static TheoryData<string, decimal, Zone> Zones => new()
    {
        { "checkout-api", 0.999m, Zone.Standard },
        { "search", 0.995m, Zone.Monitor },
        { "payment-gateway", 0.9995m, Zone.SignOff },
        { "invoices", 0.99m, Zone.Block },
    };

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_service_ends_in_its_zone_at_whatever_hour_the_past_ends(string name, decimal target, Zone zone)
    {
        foreach (var hour in Enumerable.Range(0, 24))
        {
            var end = Noon + TimeSpan.FromHours(hour) + TimeSpan.FromSeconds(17);
            var past = ServiceHistory.Simulate(Service(name), end, WindowDays + 1, seed: hour);
            var (bad, total) = Count(past, end - TimeSpan.FromDays(WindowDays), end);
            var budget = new Budget(new Target(target), bad, total, IsKnown: true);

            Assert.True(zone == ZoneThresholds.Default.ZoneOf(budget, exhaustedMinutes: 0), $"at {end:HH:mm}: {budget.Remaining:P1} left");
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Nothing_burns_fast_enough_to_alert_when_the_past_ends(string name, decimal target, Zone zone)
    {
        Assert.NotEqual(Zone.Unknown, zone);
        foreach (var hour in Enumerable.Range(0, 24))
        {
            var end = Noon + TimeSpan.FromHours(hour);
            var past = ServiceHistory.Simulate(Service(name), end, 2, seed: hour);
            foreach (var (minutes, multiplier) in new[] { (5, 14.4m), (60, 6m), (1440, 3m) })
            {
                var (bad, total) = Count(past, end - TimeSpan.FromMinutes(minutes), end);
                var burns = total > 0 && (decimal)bad / total / (1 - target) >= multiplier;
                Assert.False(burns && LowTrafficGuards.Default.Suppress(bad, total, new Target(target)) is null, $"{minutes} min up to {end:HH:mm}: {bad} of {total}");
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_past()
    {
        var (once, again, other) = (Simulate(seed: 1), Simulate(seed: 1), Simulate(seed: 2));

        Assert.Equal(once, again);
        Assert.NotEqual(once, other);

        static IEnumerable<long> Simulate(int seed) =>
            ServiceHistory.Simulate(Service("search"), Noon, 1, seed).Counters.SelectMany(counter => counter.Values);
    }

    [Fact]
    public void Counters_start_at_zero_and_fall_only_when_the_service_was_restarted()
    {
        var past = ServiceHistory.Simulate(Service("checkout-api"), Noon, 15, seed: 1);
        var working = past.Counters.First().Values;
        var falls = Enumerable.Range(1, working.Length - 1).Where(index => working[index] < working[index - 1]).Select(index => past.Times[index]);

        Assert.All(past.Counters, counter => Assert.Equal(0, counter.Values[0]));
        Assert.Equal(
            new[] { 12, 9, 5, 2 }.Select(days => new DateTimeOffset(2026, 3, 18, 9, 30, 0, TimeSpan.Zero).AddDays(-days)), falls);
    }

    private static SimulatedService Service(string name) => ShopServices.Find(name)!;

    /// <summary>The growth of the counters from one moment to another, across restarts; good as the demo's policy says.</summary>
    private static (long Bad, long Total) Count(ServiceHistory past, DateTimeOffset from, DateTimeOffset to)
    {
        var (bad, total) = (0L, 0L);
        foreach (var (outcome, values) in past.Counters)
        {
            var grown = 0L;
            for (var index = 1; index < values.Length; index++)
            {
                if (past.Times[index] <= from || past.Times[index] > to) continue;
                grown += values[index] >= values[index - 1] ? values[index] - values[index - 1] : values[index];
            }

            total += grown;
            if (outcome.Code[0] == '5' || outcome.Seconds > 0.5) bad += grown;
        }

        return (bad, total);
    }
}
