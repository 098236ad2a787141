using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ErrorBudget;
using ErrorBudget.Pipeline.Policies;
using Shop.History;
using Shop.Traffic;

namespace Shop.Tests;

/// <summary>The simulated past under the demo's policy: each service ends in the zone that the demo promises.</summary>
public sealed class PastTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 18, 12, 0, 0, TimeSpan.Zero);

    private static readonly PolicyReading DemoPolicy =
        PolicyFiles.Load(Path.Combine(AppContext.BaseDirectory, "demo-policy.yaml")).Read(Setting);

    /// <summary>The zones that demo.sh expects of the gates.</summary>
    public static TheoryData<string, Zone> Zones => new()
    {
        { "checkout-api", Zone.Standard },
        { "search", Zone.Monitor },
        { "payment-gateway", Zone.SignOff },
        { "invoices", Zone.Block },
    };

    [Fact]
    public void The_policy_is_sound_and_names_exactly_the_shops_services()
    {
        Assert.Empty(DemoPolicy.Problems);
        Assert.Equal(
            ShopServices.All.Select(service => service.Name).Order(StringComparer.Ordinal),
            DemoPolicy.Policy!.Objectives.Select(objective => objective.Slo.Id.Service).Distinct());
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_service_ends_in_its_zone_at_whatever_hour_the_past_ends(string service, Zone zone)
    {
        foreach (var (objective, hour) in Declared(service).SelectMany(objective => Enumerable.Range(0, 24), (objective, hour) => (objective, hour)))
        {
            var end = Noon + TimeSpan.FromHours(hour) + TimeSpan.FromSeconds(17);
            var past = ServiceHistory.Simulate(ShopServices.Find(service)!, end, objective.Slo.Window.Days + 1, seed: hour);
            var (bad, total) = Count(past, objective, end - TimeSpan.FromDays(objective.Slo.Window.Days), end);
            var budget = new Budget(objective.Slo.Target, bad, total, IsKnown: true);

            Assert.True(zone == objective.Slo.Zones.ZoneOf(budget, exhaustedMinutes: 0), $"{objective.Slo.Id} at {end:HH:mm}: {budget.Remaining:P1} left");
        }
    }

    [Theory]
    [InlineData("checkout-api")]
    [InlineData("search")]
    [InlineData("payment-gateway")]
    [InlineData("invoices")]
    public void Nothing_burns_fast_enough_to_alert_when_the_past_ends(string service)
    {
        foreach (var (objective, hour) in Declared(service).SelectMany(objective => Enumerable.Range(0, 24), (objective, hour) => (objective, hour)))
        {
            var end = Noon + TimeSpan.FromHours(hour);
            var past = ServiceHistory.Simulate(ShopServices.Find(service)!, end, 2, seed: hour);
            foreach (var rule in objective.Slo.Rules)
            {
                var (bad, total) = Count(past, objective, end - TimeSpan.FromMinutes(rule.WindowMinutes), end);
                var burns = total > 0 && (decimal)bad / total / objective.Slo.Target.Budget >= rule.Multiplier;
                Assert.False(burns && rule.Guards.Suppress(bad, total, objective.Slo.Target) is null, $"{rule.Name} at {end:HH:mm}: {bad} of {total}");
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
            ServiceHistory.Simulate(ShopServices.Find("search")!, Noon, 1, seed).Counters.SelectMany(counter => counter.Values);
    }

    [Fact]
    public void Counters_start_at_zero_and_fall_only_when_the_service_was_restarted()
    {
        var past = ServiceHistory.Simulate(ShopServices.Find("checkout-api")!, Noon, 15, seed: 1);
        var working = past.Counters.First().Values;
        var falls = Enumerable.Range(1, working.Length - 1).Where(index => working[index] < working[index - 1]).Select(index => past.Times[index]);

        Assert.All(past.Counters, counter => Assert.Equal(0, counter.Values[0]));
        Assert.Equal(
            new[] { 12, 9, 5, 2 }.Select(days => new DateTimeOffset(2026, 3, 18, 9, 30, 0, TimeSpan.Zero).AddDays(-days)), falls);
    }

    private static ImmutableArray<Objective> Declared(string service) => DemoPolicy.Policy!.Find(service);

    /// <summary>What demo.sh sets: addresses on this machine, and keys.</summary>
    private static string Setting(string name) =>
        name.EndsWith("_URL", StringComparison.Ordinal) || name == "DEMO_SITE" ? "http://127.0.0.1:8086" : "c2VjcmV0";

    /// <summary>The growth of the counters from one moment to another, across restarts, told apart as the policy says.</summary>
    private static (long Bad, long Total) Count(ServiceHistory past, Objective objective, DateTimeOffset from, DateTimeOffset to)
    {
        var sli = (MetricSli)objective.Sli;
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
            var succeeded = sli.SuccessValues.Any(pattern => Regex.IsMatch(outcome.Code, $"^(?:{pattern})$"));
            var inTime = outcome.Seconds is not { } seconds || sli.Le is not { } limit || seconds <= (double)limit;
            if (!succeeded || !inTime) bad += grown;
        }

        return (bad, total);
    }
}
