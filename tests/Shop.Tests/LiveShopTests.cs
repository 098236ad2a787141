using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shop.History;
using Shop.Traffic;

namespace Shop.Tests;

/// <summary>The running shop: its metrics and its faults.</summary>
public sealed partial class LiveShopTests : IDisposable
{
    private readonly ShopServer _shop = new();
    private readonly HttpClient _client;

    public LiveShopTests() => _client = _shop.CreateClient();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _shop.Dispose();
    }

    [Fact]
    public async Task The_past_and_the_present_are_the_same_series()
    {
        var present = Series(await Metrics());
        var past = new StringWriter();
        var histories = ShopServices.All.Select(service => ServiceHistory.Simulate(service, _shop.Clock.GetUtcNow(), 1, seed: 1));
        new OpenMetricsFile(past, "shop", "shop-1").Write([.. histories]);

        Assert.Equal(
            present.Append("up{job=\"shop\",instance=\"shop-1\"}").Order(StringComparer.Ordinal),
            Series(past.ToString()).Select(WithoutTarget).Order(StringComparer.Ordinal));

        static string WithoutTarget(string series) => series.StartsWith("up", StringComparison.Ordinal)
            ? series
            : series.Replace("job=\"shop\",instance=\"shop-1\",", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_series_is_there_at_zero_before_the_first_request()
    {
        var values = SampleLine().Matches(await Metrics()).Select(sample => sample.Groups["value"].Value);

        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.Equal(0, double.Parse(value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task About_as_many_requests_fail_as_the_fault_says()
    {
        Assert.Equal(HttpStatusCode.OK, await Post("/faults/checkout-api?errors=0.3&minutes=10"));

        var (failed, total) = await RequestsAfter(TimeSpan.FromMinutes(2));

        Assert.InRange(total, 60 * 100, 60 * 140);
        Assert.InRange((double)failed / total, 0.27, 0.33);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fault_ends_when_it_is_lifted_or_has_run_out(bool lifted)
    {
        await Post("/faults/checkout-api?errors=1&minutes=3");
        if (lifted) Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync(new Uri("/faults/checkout-api", UriKind.Relative), Cancellation)).StatusCode);
        else _shop.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal("[]", await _client.GetStringAsync(new Uri("/faults", UriKind.Relative), Cancellation));
        var before = await Requests();
        var after = await RequestsAfter(TimeSpan.FromMinutes(1));
        Assert.True(after.Total > before.Total);
        Assert.InRange(after.Failed - before.Failed, 0, (after.Total - before.Total) / 100);
    }

    [Theory]
    [InlineData("/faults/nobody?errors=0.3", HttpStatusCode.NotFound, "checkout-api")]
    [InlineData("/faults/checkout-api", HttpStatusCode.BadRequest, "nothing to inject")]
    [InlineData("/faults/checkout-api?errors=1.1", HttpStatusCode.BadRequest, "errors=1.1")]
    [InlineData("/faults/checkout-api?errors=NaN", HttpStatusCode.BadRequest, "errors=NaN")]
    [InlineData("/faults/checkout-api?slow=0.5", HttpStatusCode.BadRequest, "use errors")]
    [InlineData("/faults/payment-gateway?slow=0.5&minutes=0", HttpStatusCode.BadRequest, "minutes=0")]
    public async Task A_fault_that_makes_no_sense_is_refused_with_the_reason(string address, HttpStatusCode status, string reason)
    {
        using var answer = await _client.PostAsync(new Uri(address, UriKind.Relative), null, Cancellation);

        Assert.Equal(status, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Contains(reason, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_what_is_broken()
    {
        await Post("/faults/payment-gateway?slow=0.5&minutes=10");

        var page = await _client.GetStringAsync(new Uri("/", UriKind.Relative), Cancellation);

        Assert.Contains("payment-gateway<td>30<td>broken until 15:10:00 UTC: 0% errors, 50% slow", page, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> Post(string address)
    {
        using var answer = await _client.PostAsync(new Uri(address, UriKind.Relative), null, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>What checkout-api answered when a time has passed.</summary>
    private async Task<(long Failed, long Total)> RequestsAfter(TimeSpan time)
    {
        var before = await Payments();
        _shop.Clock.Advance(time);
        // The traffic runs beside the test. Payments are counted after checkouts: once they have grown, the checkouts are complete.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await Payments() == before)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return await Requests();
    }

    private async Task<(long Failed, long Total)> Requests()
    {
        var metrics = await Metrics();
        return (Sum(metrics, "service=\"checkout-api\",code=\"5"), Sum(metrics, "service=\"checkout-api\""));
    }

    private async Task<long> Payments() => Sum(await Metrics(), "http_request_duration_seconds_count{");

    private static long Sum(string metrics, string series) => SampleLine().Matches(metrics)
        .Where(sample => sample.Groups["series"].Value.Contains(series, StringComparison.Ordinal))
        .Sum(sample => (long)double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));

    /// <summary>The metrics in the format that Prometheus asks for.</summary>
    private async Task<string> Metrics()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
        using var answer = await _client.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static IEnumerable<string> Series(string metrics) =>
        SampleLine().Matches(metrics).Select(sample => sample.Groups["series"].Value).Distinct();

    [GeneratedRegex(@"^(?<series>[a-z_]+\{[^}]*\}) (?<value>\S+)", RegexOptions.Multiline)]
    private static partial Regex SampleLine();
}
