using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>Counts equal the true growth of the counters, read from a real Prometheus with generated blocks.</summary>
public sealed class RealPrometheusTests(ShopPrometheus prometheus) : IClassFixture<ShopPrometheus>, IDisposable
{
    private static readonly string[] Services =
        ["steady", "restarting", "first-errors", "first-request", "newcomer", "vanishing", "rebuilt", "flawless", "idle", "pods", .. ShopHistory.OddNames];

    private readonly CountingHandler _requests = new();

    public static TheoryData<string> EveryService => [.. Services];

    public void Dispose() => _requests.Dispose();

    private PrometheusSettings Settings => new() { Url = prometheus.Address };

    [Theory]
    [MemberData(nameof(EveryService))]
    public async Task Every_event_is_counted_in_its_minute(string service)
    {
        var reading = await ReadAsync([Declared.Availability(service)], ShopHistory.Read);

        Assert.Equal(prometheus.History.Truth(service, IsNoServerError), reading[0]);
    }

    [Fact]
    public async Task Minute_by_minute_gives_the_same_as_all_at_once()
    {
        var objectives = All();
        var whole = await ReadAsync(objectives, ShopHistory.Read);
        int[] eventful = [.. Enumerable.Range(28, 5), .. Enumerable.Range(58, 10), .. Enumerable.Range(138, 5), .. Enumerable.Range(178, 6), .. Enumerable.Range(238, 6), .. Enumerable.Range(418, 4)];
        foreach (var i in eventful)
        {
            var single = await ReadAsync(objectives, MinuteRange.Last(1, ShopHistory.Read.Start + i + 1));
            Assert.Equal(whole.Select(buckets => buckets[i]), single.Select(buckets => buckets[0]));
        }
    }

    [Fact]
    public async Task Odd_pieces_give_the_same_as_all_at_once()
    {
        var objectives = All();
        var whole = await ReadAsync(objectives, ShopHistory.Read);

        var pieces = objectives.Select(_ => new List<Bucket>()).ToArray();
        var (start, length) = (ShopHistory.Read.Start, 1);
        while (start < ShopHistory.Read.End)
        {
            var end = Minute.Min(start + length, ShopHistory.Read.End);
            var piece = await ReadAsync(objectives, new MinuteRange(start, end));
            foreach (var (list, buckets) in pieces.Zip(piece)) list.AddRange(buckets);
            (start, length) = (end, (length * 3 % 101) + 2);
        }

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public async Task Hours_are_the_sums_of_their_minutes()
    {
        var objectives = All();
        var minutes = await ReadAsync(objectives, ShopHistory.Read);
        var hours = await ReadAsync(objectives, ShopHistory.Read, Resolution.Hour);

        for (var i = 0; i < objectives.Length; i++)
        {
            var sums = minutes[i].Chunk(60).Select(hour => hour.Aggregate(Tally.Zero, (sum, bucket) => sum.Plus(bucket)));
            Assert.Equal(sums.Select(sum => sum.KnownMinutes == 0 ? Bucket.Unknown : Bucket.Of(sum.Good, sum.Total, (int)sum.KnownMinutes)), hours[i]);
        }
    }

    [Fact]
    public async Task An_hour_read_alone_is_the_same_as_among_others()
    {
        var objectives = All();
        var hours = await ReadAsync(objectives, ShopHistory.Read, Resolution.Hour);

        for (var hour = 0; hour < hours[0].Count; hour++)
        {
            var single = await ReadAsync(objectives, MinuteRange.Last(60, ShopHistory.Read.Start + (60 * (hour + 1))), Resolution.Hour);
            Assert.Equal(hours.Select(buckets => buckets[hour]), single.Select(buckets => buckets[0]));
        }
    }

    [Fact]
    public async Task A_target_that_was_away_for_hours_is_unknown_meanwhile_and_catches_up_at_once()
    {
        var buckets = (await ReadAsync([Declared.Availability("vanishing")], ShopHistory.Read))[0];

        var away = buckets.Skip(60).TakeWhile((bucket, i) => i < 5 || !bucket.IsKnown).ToArray();
        Assert.InRange(away.Count(bucket => !bucket.IsKnown), 350, 360);
        Assert.True(buckets[60 + away.Length].Total > 10_000);
        Assert.Equal(prometheus.History.Truth("vanishing", IsNoServerError).Sum(bucket => bucket.Total), buckets.Sum(bucket => bucket.Total));
    }

    [Fact]
    public async Task A_service_without_an_error_series_has_no_errors_and_one_without_traffic_no_events()
    {
        var reading = await ReadAsync([Declared.Availability("flawless"), Declared.Availability("idle")], ShopHistory.Read);

        Assert.All(reading[0], bucket => Assert.True(bucket.IsKnown && bucket.Bad == 0));
        Assert.All(reading[1], bucket => Assert.Equal(Bucket.Of(0, 0), bucket));
    }

    [Fact]
    public async Task A_service_that_Prometheus_does_not_know_is_unknown()
    {
        var reading = await ReadAsync([Declared.Availability("absent")], ShopHistory.Read);

        Assert.All(reading[0], bucket => Assert.False(bucket.IsKnown));
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("1", "1")]
    [InlineData("1.00", "1")]
    public async Task A_histogram_counts_what_was_fast_enough_and_no_error(string le, string written)
    {
        var reading = await ReadAsync([Declared.Latency("timed", decimal.Parse(le, System.Globalization.CultureInfo.InvariantCulture))], ShopHistory.Read);

        Assert.Equal(prometheus.History.Truth("timed", IsNoServerError, written), reading[0]);
    }

    [Fact]
    public async Task A_bound_that_the_histogram_does_not_have_is_refused_and_not_counted_as_slow()
    {
        var reading = await Source().ReadAsync([Declared.Latency("timed", 0.3m)], MinuteRange.Last(1, ShopHistory.Read.End), Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.False(Assert.Single(reading.Counts).Value[0].IsKnown);
        Assert.Contains("no bucket le=\"0.3\"", Assert.Single(reading.Rejections).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objectives_of_one_metric_are_read_by_one_query_whatever_they_call_success()
    {
        var reading = await ReadAsync(
            [
                Declared.Availability("steady"),
                Declared.Availability("steady", "strict", success: ["200"]),
                Declared.Availability("steady", "no-404", success: ["[^4]..", "5.."]),
                Declared.Availability("flawless"),
            ],
            MinuteRange.Last(1, ShopHistory.Read.End));

        Assert.Equal("/api/v1/query", Assert.Single(_requests.Requests).Path);
        Assert.Equal(prometheus.History.Truth("steady", IsNoServerError)[^1], reading[0][0]);
        Assert.Equal(prometheus.History.Truth("steady", code => code == "200")[^1], reading[1][0]);
        Assert.Equal(prometheus.History.Truth("steady", code => code != "404")[^1], reading[2][0]);
    }

    [Fact]
    public async Task Bounds_of_one_histogram_are_read_by_one_query()
    {
        await ReadAsync([Declared.Latency("timed", 0.1m), Declared.Latency("timed", 1, "slower")], MinuteRange.Last(1, ShopHistory.Read.End));

        Assert.Single(_requests.Requests);
    }

    [Fact]
    public async Task New_series_cost_exactly_one_more_query_about_their_service_alone()
    {
        var birth = ShopHistory.Read.Start + 140;
        await ReadAsync([Declared.Availability("first-errors"), Declared.Availability("steady")], MinuteRange.Last(1, birth + 1));

        Assert.Equal(2, _requests.Requests.Count);
        Assert.Contains("service=~\"first-errors\"", _requests.Requests.Last().Query, StringComparison.Ordinal);
        Assert.DoesNotContain("steady", _requests.Requests.Last().Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_are_spread_over_queries_of_bounded_length()
    {
        var limits = Sources.Impatient with { ServicesPerQuery = 4, ServiceListLength = 30 };
        var objectives = All().Where(objective => ((MetricSli)objective.Sli).Le is null).ToArray();

        var spread = await ReadAsync(objectives, ShopHistory.Read, limits: limits);

        Assert.All(_requests.Requests, request => Assert.InRange(request.Query.Split('|').Length, 1, 40));
        Assert.Equal(await ReadAsync(objectives, ShopHistory.Read), spread);
    }

    [Fact]
    public async Task What_is_too_much_for_the_server_is_read_in_smaller_pieces()
    {
        await using var small = await ErrorBudget.Testing.PrometheusServer.StartAsync(
            prometheus.History.Write, arguments: ["--query.max-samples=4000"], cancellationToken: TestContext.Current.CancellationToken);
        var objectives = All();
        var settings = new PrometheusSettings { Url = small.Address, GapLimitMinutes = 400 };

        var reading = await Sources.Of(settings, _requests).ReadAsync(objectives, ShopHistory.Read, Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Empty(reading.Failures);
        Assert.InRange(_requests.Requests.Count, 20, 200);
        Assert.Equal(await ReadAsync(objectives, ShopHistory.Read), objectives.Select(objective => reading.Counts[objective.Slo.Id]));
    }

    [Fact]
    public async Task The_users_own_queries_are_counted_too()
    {
        var steady = Declared.Query("steady", "sum(increase(http_requests_total{service=\"steady\"}[{{window}}]))", bad: "sum(increase(http_requests_total{service=\"steady\",code=\"500\"}[{{window}}]))");
        var flawless = Declared.Query("flawless", "sum(increase(http_requests_total{service=\"flawless\"}[{{window}}]))", bad: "sum(increase(http_requests_total{service=\"flawless\",code=\"500\"}[{{window}}]))");
        var outage = Declared.Query("outage", "sum(increase(http_requests_total{service=\"steady\"}[{{window}}]))", good: "sum(increase(http_requests_total{service=\"steady\",code=\"201\"}[{{window}}]))");
        var constant = Declared.Query("constant", "scalar(vector(10))", good: "vector(9)");
        var absent = Declared.Query("absent", "sum(increase(absent_total[{{window}}]))", good: "vector(9)");

        foreach (var (range, resolution) in new[] { (MinuteRange.Last(60, ShopHistory.Read.End), Resolution.Minute), (MinuteRange.Last(1, ShopHistory.Read.End - 1), Resolution.Minute), (MinuteRange.Last(120, ShopHistory.Read.End), Resolution.Hour) })
        {
            var reading = await ReadAsync([steady, flawless, outage, constant, absent], range, resolution);
            Assert.All(reading[0], bucket => Assert.True(bucket.Good > 0));
            Assert.True(reading[0].Sum(bucket => bucket.Bad) > 0);
            Assert.All(reading[1], bucket => Assert.True(bucket is { Bad: 0, Good: > 0 }));
            Assert.All(reading[2], bucket => Assert.True(bucket is { Bad: > 0, Good: 0 }));
            Assert.All(reading[3], bucket => Assert.Equal((9, 10), (bucket.Good, bucket.Total)));
            Assert.All(reading[4], bucket => Assert.False(bucket.IsKnown));
        }
    }

    private static bool IsNoServerError(string code) => code[0] != '5';

    private static Objective[] All() =>
        [.. Services.Select(service => Declared.Availability(service)), Declared.Latency("timed", 0.1m), Declared.Latency("timed", 1, "slower")];

    private PrometheusSliSource Source(PrometheusLimits? limits = null) => Sources.Of(Settings, _requests, limits);

    private async Task<IReadOnlyList<Bucket>[]> ReadAsync(Objective[] objectives, MinuteRange range, Resolution resolution = Resolution.Minute, PrometheusLimits? limits = null)
    {
        var reading = await Source(limits).ReadAsync(objectives, range, resolution, TestContext.Current.CancellationToken);
        Assert.Empty(reading.Failures);
        Assert.Empty(reading.Rejections);
        return [.. objectives.Select(objective => reading.Counts[objective.Slo.Id])];
    }
}
