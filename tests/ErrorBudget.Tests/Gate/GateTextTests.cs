using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;

namespace ErrorBudget.Tests;

public sealed class GateTextTests
{
    [Theory]
    [InlineData(1_148, 1_310_000, "remaining 12.4 % is below 20 %: 1,148 bad of 1,310,000 events in 30 d allow 1,310")]
    [InlineData(1_204, 1_310_000, "remaining 8.1 % is below 20 %: 1,204 bad of 1,310,000 events in 30 d allow 1,310")]
    [InlineData(0, 1_310_000, "remaining 100 % is above 80 %: 0 bad of 1,310,000 events in 30 d allow 1,310")]
    [InlineData(1_310, 1_310_000, "remaining 0 % is below 20 %: 1,310 bad of 1,310,000 events in 30 d allow 1,310")]
    [InlineData(1_768, 1_310_000, "remaining -35 % is below 20 %: 1,768 bad of 1,310,000 events in 30 d allow 1,310")]
    [InlineData(500, 1_000_000, "remaining 50 % is between 50 % and 80 %: 500 bad of 1,000,000 events in 30 d allow 1,000")]
    [InlineData(200, 1_000_000, "remaining 80 % is between 50 % and 80 %: 200 bad of 1,000,000 events in 30 d allow 1,000")]
    [InlineData(1, 4, "remaining -24900 % is below 20 %: 1 bad of 4 events in 30 d allow 0.004")]
    [InlineData(1_148, 1_310_900, "remaining 12.4 % is below 20 %: 1,148 bad of 1,310,900 events in 30 d allow 1,310")]
    [InlineData(100, 99_999, "remaining -0.001 % is below 20 %: 100 bad of 99,999 events in 30 d allow 99.99")]
    public void The_budget_is_told_with_its_numbers(long bad, long total, string text) =>
        Assert.Equal(text, GateText.Budget(Snapshots.Of(bad, total)));

    [Theory]
    [InlineData(800_040, "19.996")]
    [InlineData(800_001, "19.9999")]
    [InlineData(500_001, "49.9999")]
    [InlineData(199_999, "80.0001")]
    [InlineData(1, "99.9999")]
    [InlineData(999_999, "0.0001")]
    [InlineData(1_000_001, "-0.0001")]
    [InlineData(123_456, "87.7")]
    public void A_percentage_never_reads_as_a_border_it_is_not_on(long bad, string percent) =>
        Assert.StartsWith($"remaining {percent} % is ", GateText.Budget(Snapshots.Of(bad, 1_000_000_000)), StringComparison.Ordinal);

    [Fact]
    public void No_reason_ever_contradicts_its_numbers() =>
        (from standard in Gen.Int[600, 999]
         from monitor in Gen.Int[300, 599]
         from signOff in Gen.Int[1, 299]
         from total in Gen.OneOfConst(1_000L, 1_000_000L, 1_000_000_000_000L)
         from near in Gen.OneOfConst(standard, monitor, signOff, 1000, 0)
         from off in Gen.Long[-3, 3]
         let allowed = total / 1000
         let bad = Math.Clamp((long)((1 - (near / 1000m)) * allowed) + off, 0, total)
         select (zones: new ZoneThresholds { StandardAbovePct = standard / 10m, MonitorFromPct = monitor / 10m, SignOffFromPct = signOff / 10m }, bad, total)).Sample(test =>
         {
             var text = GateText.Budget(Snapshots.Of(test.bad, test.total, test.zones));
             var numbers = Regex.Matches(text.Split(':')[0], @"-?\d+(\.\d+)?").Select(match => decimal.Parse(match.Value, CultureInfo.InvariantCulture)).ToArray();
             if (text.Contains("is below")) Assert.True(numbers[0] < numbers[1], text);
             else if (text.Contains("is above")) Assert.True(numbers[0] > numbers[1], text);
             else Assert.True(numbers[1] <= numbers[0] && numbers[0] <= numbers[2], text);
         }, iter: 2000);

    [Fact]
    public void Calendar_windows_and_slices_are_named()
    {
        var snapshot = Snapshots.Of(4, 8640) with { Window = SloWindow.Calendar(WindowKind.Month), Slices = new SliceRule(5, 0.9m) };
        Assert.Equal("remaining 53.7 % is between 50 % and 80 %: 4 bad of 8,640 slices of 5 min in the month allow 8.64", GateText.Budget(snapshot));
    }

    [Fact]
    public void A_freeze_says_since_when()
    {
        Assert.Equal(
            "exhausted since 2026-11-14T08:00Z, 7 days or longer: remaining -50 %: 1,500 bad of 1,000,000 events in 30 d allow 1,000",
            GateText.Budget(Snapshots.In(Zone.Freeze)));
    }

    [Fact]
    public void A_burn_is_told_with_its_numbers() =>
        Assert.Equal(
            "fast burn since 2026-11-23T07:30Z: 20.0 times the pace of the budget over 1 h and 50.0 over 5 min (limit 14.4): 20 bad of 1,000",
            GateText.Burning(Snapshots.In(Zone.Standard), Snapshots.Firing(BurnSeverity.Fast)));

    [Fact]
    public void A_burn_that_is_frozen_says_so() =>
        Assert.Equal(
            "fast burn since 2026-11-23T07:30Z (limit 14.4): whether it goes on is unknown, the latest minutes are missing",
            GateText.Burning(Snapshots.In(Zone.Standard), Snapshots.Firing(BurnSeverity.Fast, new BurnRate(0, 0, false))));

    [Fact]
    public void What_is_unknown_is_told_with_its_likely_cause()
    {
        var healthy = Snapshots.In(Zone.Standard) with { State = SloState.Unknown };
        Assert.Equal("no data since 2026-11-23T07:00Z: the service, its metrics or its scraping may be down", GateText.Unknown(healthy with { LastKnown = Snapshots.Through - 60 }));
        Assert.Equal("no data in the last minutes before 2026-11-23T08:00Z: the service, its metrics or its scraping may be down", GateText.Unknown(healthy with { LastKnown = null }));
        Assert.Equal("no data in 30 d: check the SLI's metric and labels, or what pushes its counts", GateText.Unknown(Snapshots.In(Zone.Unknown)));
        Assert.Equal("the history is still being read: known since 2026-11-23T07:00Z, needed for 30 d", GateText.Unknown(healthy with { CoveredFrom = Snapshots.Through - 60 }));
    }

    [Theory]
    [InlineData(61, "1 h 1 min")]
    [InlineData(120, "2 h")]
    [InlineData(2880, "2 d")]
    [InlineData(2940, "2 d 1 h")]
    [InlineData(14_400, "10 d")]
    public void Ages_read_naturally(int minutes, string age) =>
        Assert.Contains($", {age} ago (limit 10 min)", GateText.Stale(Snapshots.In(Zone.Standard), GateRules.Default, Snapshots.Through.Start.AddMinutes(minutes)), StringComparison.Ordinal);

    [Fact]
    public void The_machines_language_changes_nothing()
    {
        var (before, expected) = (CultureInfo.CurrentCulture, Texts());
        try
        {
            CultureInfo.CurrentCulture = German();
            Assert.Equal("0,5", 0.5m.ToString(CultureInfo.CurrentCulture));
            Assert.Equal(expected, Texts());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string[] Texts() =>
        [
            .. Enum.GetValues<Zone>().SelectMany(zone => ReleaseDecision.For(
                Snapshots.In(zone).With(Snapshots.Firing(BurnSeverity.Fast)), GateRules.Default, ChangeKind.Standard, null, Snapshots.Through.Start.AddMinutes(4000)).Reasons),
            GateText.Budget(Snapshots.Of(1, 500)),
            GateText.Unknown(Snapshots.In(Zone.Unknown)),
            LowTrafficGuards.Default.Suppress(2, 16, new Target(0.995m))!,
            new LowTrafficGuards(1000, 0, 1m).Suppress(2, 1600, new Target(0.99m))!,
            new Target(0.9995m).ToString(),
            new Alert { FiredAt = Slos.Start }.EpisodeId(new SloId("shop", "availability"), "fast")!,
            new MinuteRange(Slos.Start, Slos.Start + 5).ToString(),
            SloWindow.Rolling(30).ToString(),
        ];
    }

    /// <summary>As de-DE writes numbers and dates; the culture itself does not exist where globalization is invariant.</summary>
    private static CultureInfo German()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", ".", "−");
        (culture.DateTimeFormat.DateSeparator, culture.DateTimeFormat.TimeSeparator, culture.DateTimeFormat.ShortDatePattern) = (".", ".", "dd.MM.yyyy");
        return culture;
    }
}
