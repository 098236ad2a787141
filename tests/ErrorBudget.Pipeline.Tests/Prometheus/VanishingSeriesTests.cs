using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>Series that end with a staleness marker, as those of a target that fails or goes do in a Prometheus that scrapes.</summary>
public sealed class VanishingSeriesTests : IAsyncLifetime
{
    private static readonly Minute Start = Minute.Containing(new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero));
    private PrometheusServer? _server;

    public async ValueTask InitializeAsync() => _server = await PrometheusServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_was_seen_in_a_series_last_minute_is_counted_and_then_nothing_is_known()
    {
        // 10 events per scrape; gone 55 s into minute 5; back in minute 9, having counted on.
        await WriteAsync(Steadily(0, 350, 10).Append((Second(355), RemoteWriter.Stale)).Concat(Steadily(560, 900, 10)));

        var reading = await ReadAsync();

        Assert.Equal([40, 40, 40, 40, 30], reading.Take(5).Select(bucket => bucket.Total));
        Assert.All(reading.Take(5), bucket => Assert.True(bucket.IsKnown));
        Assert.All(reading.Skip(5).Take(3), bucket => Assert.False(bucket.IsKnown));
        Assert.True(reading[8].IsKnown);

        // The counter's value says how much: 10 at each 15 s since second 10.
        Assert.Equal(Value(595) - Value(340), reading[8].Total);
        Assert.Equal(Value(895) - Value(55), reading.Sum(bucket => bucket.Total));
    }

    [Fact]
    public async Task A_scrape_that_fails_at_the_end_of_a_minute_loses_nothing()
    {
        await WriteAsync(Steadily(0, 285, 10).Append((Second(295), RemoteWriter.Stale)).Concat(Steadily(310, 900, 10)));

        var reading = await ReadAsync();

        Assert.All(reading, bucket => Assert.True(bucket.IsKnown));
        Assert.Equal(30, reading[3].Total);
        Assert.Equal(50, reading[4].Total);
        Assert.Equal(Value(895) - Value(55), reading.Sum(bucket => bucket.Total));
    }

    [Fact]
    public async Task A_series_that_was_away_for_longer_than_the_gap_limit_is_not_measured_against_its_past()
    {
        await WriteAsync(Steadily(0, 180, 10).Append((Second(185), RemoteWriter.Stale)).Concat(Steadily(620, 900, 10)));

        var reading = await ReadAsync(gapMinutes: 5);

        Assert.Equal(Bucket.Of(0, 0), reading[9]);
        Assert.Equal(40, reading[10].Total);
    }

    [Fact]
    public async Task Hours_hold_what_their_minutes_hold()
    {
        await WriteAsync(Steadily(-600, 1340, 10).Append((Second(1345), RemoteWriter.Stale)).Concat(Steadily(2060, 3600, 10)));
        var source = Sources.Of(new PrometheusSettings { Url = _server!.Address }, ErrorBudget.Pipeline.Prometheus.PrometheusHttp.CreateTransport(tls: null));
        var objective = Declared.Availability("shop");
        var range = new MinuteRange(Start, Start + 60);

        var minutes = (await source.ReadAsync([objective], range, Resolution.Minute, TestContext.Current.CancellationToken)).Counts[objective.Slo.Id];
        var hours = (await source.ReadAsync([objective], range, Resolution.Hour, TestContext.Current.CancellationToken)).Counts[objective.Slo.Id];

        Assert.Equal(minutes.Sum(bucket => bucket.Total), Assert.Single(hours).Total);
        Assert.Equal(minutes.Sum(bucket => bucket.KnownMinutes), hours[0].KnownMinutes);
        Assert.InRange(hours[0].KnownMinutes, 46, 50);
    }

    private static long Second(int second) => Start.UnixSeconds + second;

    /// <summary>The counter's value at a scrape: scrapes are at 10, 25, 40 and 55 seconds of a minute.</summary>
    private static long Value(int second) => 10_000 + ((second - 10) / 15 * 10);

    private static IEnumerable<(long Time, double Value)> Steadily(int from, int to, int events) =>
        Enumerable.Range(-100, 400).Select(i => (i * 15) + 10).Where(second => second >= from && second < to).Select(second => (Second(second), 10_000 + ((second - 10) / 15 * (double)events)));

    private Task WriteAsync(IEnumerable<(long Time, double Value)> samples) => RemoteWriter.WriteAsync(
        _server!.Address,
        [(new Dictionary<string, string> { ["__name__"] = "http_requests_total", ["job"] = "shop", ["instance"] = "shop-0", ["service"] = "shop", ["code"] = "200" }, samples)],
        TestContext.Current.CancellationToken);

    /// <summary>The 14 minutes from the second one on.</summary>
    private async Task<IReadOnlyList<Bucket>> ReadAsync(int gapMinutes = 60)
    {
        var source = Sources.Of(new PrometheusSettings { Url = _server!.Address, GapLimitMinutes = gapMinutes }, ErrorBudget.Pipeline.Prometheus.PrometheusHttp.CreateTransport(tls: null));
        var objective = Declared.Availability("shop");
        var reading = await source.ReadAsync([objective], new MinuteRange(Start + 1, Start + 15), Resolution.Minute, TestContext.Current.CancellationToken);
        Assert.Empty(reading.Failures);
        return reading.Counts[objective.Slo.Id];
    }
}
