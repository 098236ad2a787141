using CsCheck;

namespace ErrorBudget.Tests;

/// <summary>Rules over whole histories: when they fire and resolve, against a plain simulation on the counts.</summary>
public sealed class EpisodeTests
{
    [Fact]
    public void Episodes_are_those_of_a_plain_simulation() =>
        Situation.Any.Sample(test =>
        {
            var slo = test.Slo with { Slices = null };
            foreach (var rule in slo.Rules.Select(rule => rule with { Guards = LowTrafficGuards.None }))
            {
                var history = History.OfMinutes(test.History.FineFrom, test.History.Minutes);
                Assert.Equal(Simulate(history, rule, slo.Target), Observe(history, rule, slo.Target));
            }
        }, iter: 150);

    /// <summary>Full outage of a service at 99.9 %: the hour's burn passes 14.4 when 1.44 % of its events are bad.</summary>
    [Theory]
    [InlineData(60, 5, 14.4, 1)] // after 51.8 s
    [InlineData(360, 30, 6, 3)] // after 129.6 s
    [InlineData(1440, 120, 3, 5)] // after 259.2 s
    [InlineData(4320, 360, 1, 5)] // after 259.2 s
    public void A_total_outage_fires_after_the_time_the_formula_gives(int window, int confirm, double multiplier, int minutes) =>
        Assert.Equal(minutes, MinutesToFire(Slos.Rule(window, (decimal)multiplier, confirm), badPerThousand: 1000));

    [Theory]
    [InlineData(20, 44)] // 2 % errors: 43.2 minutes
    [InlineData(15, 58)] // 57.6
    [InlineData(100, 9)] // 8.64
    [InlineData(14, null)] // below 14.4 for ever
    public void A_lesser_error_rate_takes_accordingly_longer(int badPerThousand, int? minutes) =>
        Assert.Equal(minutes, MinutesToFire(Slos.Rule(60, 14.4m, 5), badPerThousand));

    [Fact]
    public void A_burn_that_is_over_does_not_fire_on_the_long_window_alone()
    {
        // Half a minute's outage in the first hour only: 30 minutes later the hour is still above 1, the last minutes are clean.
        var rule = Slos.Rule(60, 2m, 5);
        var ledger = Slos.LedgerOf(null, Slos.Minutes(59, 0, 100), Slos.Minutes(1, 50, 100), Slos.Minutes(30, 0, 100));
        var snapshot = Slos.Evaluate(Slos.Of(0.999m, rules: rule), ledger);
        Assert.True(snapshot.Rules[0].Window.IsAtLeast(2m, Slos.ThreeNines));
        Assert.Equal(AlertPhase.Confirming, snapshot.Rules[0].Alert.Phase);
    }

    [Fact]
    public void A_short_confirmation_window_clears_long_before_the_window_does()
    {
        var rule = Slos.Rule(360, 6m, confirm: 30, hold: 5);
        var history = History.OfMinutes(Slos.Start, [.. Slos.Minutes(400, 0, 100), .. Slos.Minutes(60, 100, 100), .. Slos.Minutes(400, 0, 100)]);
        var episode = Assert.Single(Observe(history, rule, Slos.ThreeNines));
        Assert.Equal(Slos.Start + 403, episode.Fired);
        // The last 30 minutes are clean 30 minutes after the outage; the hold time follows.
        Assert.Equal(Slos.Start + 460 + 30 + 5, episode.Resolved);
    }

    [Fact]
    public void A_single_failure_at_night_does_not_page_with_the_defaults_and_says_why()
    {
        var rule = Slos.Rule(60, 14.4m, 5, guards: LowTrafficGuards.Default);
        var night = Slos.LedgerOf(null, Slos.Minutes(58, 0, 1), Slos.Minutes(1, 1, 1));
        var snapshot = Slos.Evaluate(Slos.Of(0.999m, SloWindow.Rolling(1), rules: rule), Ledger60(night));
        Assert.True(snapshot.Rules[0].Window.IsAtLeast(14.4m, Slos.ThreeNines));
        Assert.False(snapshot.Rules[0].Alert.IsActive);
        Assert.Equal("1 bad of 60 is below the minimum of 2 bad", snapshot.Rules[0].Alert.Suppressed);

        static Ledger Ledger60(Ledger ledger) => ledger.Append([Bucket.Of(1, 1)]);
    }

    [Fact]
    public void A_total_outage_of_a_service_with_two_requests_an_hour_pages()
    {
        var rule = Slos.Rule(60, 14.4m, guards: LowTrafficGuards.Default);
        var ledger = Slos.LedgerOf(null, Slos.Minutes(20, 0, 0), Slos.Minutes(1, 1, 1), Slos.Minutes(30, 0, 0), Slos.Minutes(1, 1, 1), Slos.Minutes(8, 0, 0));
        Assert.True(Slos.Evaluate(Slos.Of(0.999m, rules: rule), ledger).Rules[0].Alert.IsActive);
    }

    private static int? MinutesToFire(BurnRateRule rule, int badPerThousand)
    {
        var history = History.OfMinutes(Slos.Start, [.. Slos.Minutes(rule.WindowMinutes, 0, 1000), .. Slos.Minutes(120, badPerThousand, 1000)]);
        var episodes = Observe(history, rule, Slos.ThreeNines);
        return episodes.Count == 0 ? null : episodes[0].Fired - (Slos.Start + rule.WindowMinutes);
    }

    /// <summary>What the alert did, minute by minute.</summary>
    private static List<(Minute Fired, Minute? Resolved)> Observe(History history, BurnRateRule rule, Target target)
    {
        var ledger = Ledger.StartingAt(history.Start).Append([.. history.Minutes]);
        var (alert, episodes) = (Alert.None, new List<(Minute Fired, Minute? Resolved)>());
        for (var now = history.Start + 1; now <= history.End; now += 1)
        {
            var before = alert;
            alert = alert.Advance(rule, target, BurnRate.Over(ledger, rule.WindowMinutes, now, null), BurnRate.Over(ledger, rule.ShortestMinutes, now, null), now);
            if (alert.IsActive && !before.IsActive) episodes.Add((alert.FiredAt!.Value, null));
            if (!alert.IsActive && before.IsActive) episodes[^1] = (episodes[^1].Fired, now);
        }

        return episodes;
    }

    /// <summary>The same from the rule's words: error ratios of plainly added counts, minutes counted one by one.</summary>
    private static List<(Minute Fired, Minute? Resolved)> Simulate(History history, BurnRateRule rule, Target target)
    {
        var episodes = new List<(Minute Fired, Minute? Resolved)>();
        var (firing, minutesBelow) = (false, 0);
        for (var now = history.Start + 1; now <= history.End; now += 1)
        {
            var (longWindow, shortWindow) = (Burn(rule.WindowMinutes, now), Burn(rule.ConfirmWindowMinutes ?? rule.WindowMinutes, now));
            if (longWindow is null || shortWindow is null) continue;
            if (!firing && longWindow >= rule.Multiplier && shortWindow >= rule.Multiplier)
            {
                (firing, minutesBelow) = (true, -1);
                episodes.Add((now, null));
            }
            else if (firing)
            {
                minutesBelow = shortWindow >= rule.Multiplier ? -1 : minutesBelow + 1;
                if (minutesBelow < rule.HoldMinutes || minutesBelow < 0) continue;
                firing = false;
                episodes[^1] = (episodes[^1].Fired, now);
            }
        }

        return episodes;

        decimal? Burn(int minutes, Minute now)
        {
            if (now - minutes < history.Start) return null;
            var recent = history.Minutes.Skip(now - history.Start - minutes).Take(minutes).ToArray();
            if (!recent[^1].IsKnown || recent.Count(bucket => bucket.IsKnown) < Math.Min(minutes, 60) / 2m) return null;
            var total = recent.Sum(bucket => (decimal)bucket.Total);
            return total == 0 ? 0 : recent.Sum(bucket => (decimal)bucket.Bad) / total / (1 - target.Fraction);
        }
    }
}
