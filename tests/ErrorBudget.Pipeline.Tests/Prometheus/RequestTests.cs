using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Azure.Core;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using ErrorBudget.Pipeline.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>How a server is asked.</summary>
public sealed class RequestTests
{
    private static readonly Minute End = Minute.Containing(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Objective Shop = Declared.Availability("shop");
    private readonly PrometheusSettings _settings = new() { Url = new Uri("http://prometheus.test/base/"), TimeoutSeconds = 20 };

    [Fact]
    public async Task One_bucket_is_asked_for_at_its_end()
    {
        var asked = await AskAsync(_settings, 1, Resolution.Minute);

        Assert.Equal(HttpMethod.Post, asked.Request.Method);
        Assert.Equal("http://prometheus.test/base/api/v1/query", asked.Request.RequestUri!.ToString());
        Assert.Equal("application/x-www-form-urlencoded", asked.Request.Content!.Headers.ContentType!.MediaType);
        Assert.Equal("1767225600", asked.Form["time"]);
        Assert.Equal("20s", asked.Form["timeout"]);
    }

    [Fact]
    public async Task Several_buckets_are_asked_for_at_each_of_their_ends()
    {
        var asked = await AskAsync(_settings, 120, Resolution.Hour);

        Assert.Equal("http://prometheus.test/base/api/v1/query_range", asked.Request.RequestUri!.ToString());
        Assert.Equal(("1767222000", "1767225600", "3600"), (asked.Form["start"], asked.Form["end"], asked.Form["step"]));
    }

    [Fact]
    public async Task Nothing_is_asked_for_an_empty_stretch()
    {
        using var server = new ScriptedHandler(_ => ScriptedHandler.Vector());

        var reading = await Sources.Of(_settings, server).ReadAsync([Shop], MinuteRange.Last(0, End), Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Empty(server.Requests);
        Assert.Empty(reading.Counts[Shop.Slo.Id]);
    }

    [Fact]
    public async Task Hours_that_are_not_whole_are_a_mistake_of_the_caller()
    {
        using var server = new ScriptedHandler(_ => ScriptedHandler.Vector());

        await Assert.ThrowsAsync<ArgumentException>(() => Sources.Of(_settings, server).ReadAsync([Shop], MinuteRange.Last(60, End + 1), Resolution.Hour, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Resolution.Minute, 40)]
    [InlineData(Resolution.Hour, 400)]
    public async Task No_query_spans_more_than_a_week(Resolution resolution, int days)
    {
        using var server = new ScriptedHandler(_ => ScriptedHandler.Json("""{"status":"success","data":{"resultType":"matrix","result":[]}}"""));

        var reading = await Sources.Of(_settings, server).ReadAsync([Shop], MinuteRange.Last(days * Minute.PerDay, End), resolution, TestContext.Current.CancellationToken);

        Assert.Equal(days * Minute.PerDay / (resolution == Resolution.Hour ? 60 : 1), reading.Counts[Shop.Slo.Id].Count);
        Assert.Equal((days + 6) / 7, server.Requests.Count);
        Assert.All(server.Requests, asked => Assert.InRange(long.Parse(asked.Form["end"]!, null) - long.Parse(asked.Form["start"]!, null), 0, 7 * 86_400));
    }

    [Fact]
    public async Task Credentials_and_headers_are_sent()
    {
        var basic = await AskAsync(_settings with { Basic = new BasicCredentials("jürgen", "pass:word"), Headers = _settings.Headers.Add("X-Scope-OrgID", "a|b") }, 1, Resolution.Minute);
        var bearer = await AskAsync(_settings with { BearerToken = "t0ken" }, 1, Resolution.Minute);

        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("jürgen:pass:word")), basic.Request.Headers.Authorization!.ToString());
        Assert.Equal("a|b", Assert.Single(basic.Request.Headers.GetValues("X-Scope-OrgID")));
        Assert.Equal("Bearer t0ken", bearer.Request.Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task An_Entra_token_is_asked_for_once_until_it_is_about_to_expire_or_is_refused()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var credential = new CountingCredential(time);
        var refuse = false;
        using var server = new ScriptedHandler(_ => refuse ? new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized) : ScriptedHandler.Vector());
        using var client = PrometheusHttp.CreateClient(_settings with { AzureManaged = true }, credential, time, server);
        async Task<string> AuthorizationAsync()
        {
            await client.PostAsync(_settings.Url, new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);
            return server.Requests.Last().Request.Headers.Authorization!.ToString();
        }

        Assert.Equal("Bearer token-1", await AuthorizationAsync());
        time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("Bearer token-1", await AuthorizationAsync());
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Bearer token-2", await AuthorizationAsync());
        refuse = true;
        Assert.Equal("Bearer token-2", await AuthorizationAsync());
        Assert.Equal("Bearer token-3", await AuthorizationAsync());
        Assert.All(credential.Scopes, scope => Assert.Equal("https://prometheus.monitor.azure.com/.default", scope));
    }

    [Theory]
    [InlineData("https://shop-abcd.westeurope.prometheus.monitor.azure.com", "https://prometheus.monitor.azure.com/.default")]
    [InlineData("https://shop-abcd.usgovvirginia.prometheus.monitor.azure.us", "https://prometheus.monitor.azure.us/.default")]
    [InlineData("https://shop-abcd.chinanorth3.prometheus.monitor.azure.cn", "https://prometheus.monitor.azure.cn/.default")]
    public async Task An_Entra_token_is_for_the_cloud_that_the_workspace_is_in(string workspace, string scope)
    {
        var credential = new CountingCredential(TimeProvider.System);
        using var server = new ScriptedHandler(_ => ScriptedHandler.Vector());
        using var client = PrometheusHttp.CreateClient(_settings with { AzureManaged = true }, credential, TimeProvider.System, server);

        await client.PostAsync(new Uri(workspace), new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);

        Assert.Equal(scope, Assert.Single(credential.Scopes));
    }

    [Fact]
    public async Task A_token_that_is_not_to_be_had_is_a_failure_with_its_reason()
    {
        using var server = new ScriptedHandler(_ => ScriptedHandler.Vector());
        using var client = PrometheusHttp.CreateClient(_settings with { AzureManaged = true }, new BrokenCredential(), TimeProvider.System, server);
        var source = new PrometheusSliSource("azure", _settings with { AzureManaged = true }, client, TimeProvider.System, new PrometheusInstruments(Sources.Meters), Microsoft.Extensions.Logging.Abstractions.NullLogger<PrometheusSliSource>.Instance, Sources.Impatient);

        var reading = await source.ReadAsync([Shop], MinuteRange.Last(1, End), Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Contains("no Microsoft Entra token: no identity here", reading.Failures[Shop.Slo.Id], StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task In_an_Azure_Monitor_workspace_labels_that_differ_by_case_are_the_same()
    {
        var objectives = new[] { Declared.Availability("Shop", success: ["ok"]), Declared.Availability("shop", success: ["ok"]) };
        using var server = new ScriptedHandler(asked => ScriptedHandler.Vector(ScriptedHandler.Count("SHOP", "OK", asked.Time, "5")));
        using var client = PrometheusHttp.CreateClient(_settings with { AzureManaged = true }, new CountingCredential(TimeProvider.System), TimeProvider.System, server);
        var source = new PrometheusSliSource("azure", _settings with { AzureManaged = true }, client, TimeProvider.System, new PrometheusInstruments(Sources.Meters), Microsoft.Extensions.Logging.Abstractions.NullLogger<PrometheusSliSource>.Instance);

        var reading = await source.ReadAsync(objectives, MinuteRange.Last(1, End), Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.All(objectives, objective => Assert.Equal(Bucket.Of(5, 5), reading.Counts[objective.Slo.Id][0]));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Queries_and_bytes_are_counted()
    {
        using var server = new ScriptedHandler(asked => asked.Number == 0 ? new HttpResponseMessage(System.Net.HttpStatusCode.BadGateway) : ScriptedHandler.Vector());
        var name = Guid.NewGuid().ToString();
        var counted = new ConcurrentQueue<(string Instrument, long Value, object? Outcome)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Meter.Name != "ErrorBudget") return;
            var byName = tags.ToArray().ToDictionary();
            if (byName.TryGetValue(TelemetryName.DataSource, out var from) && Equals(from, name)) counted.Enqueue((instrument.Name, value, byName[TelemetryName.Outcome]));
        });
        listener.Start();
        using var client = PrometheusHttp.CreateClient(_settings, credential: null, TimeProvider.System, server);
        var source = new PrometheusSliSource(name, _settings, client, TimeProvider.System, new PrometheusInstruments(Sources.Meters), Microsoft.Extensions.Logging.Abstractions.NullLogger<PrometheusSliSource>.Instance, Sources.Impatient);

        await source.ReadAsync([Shop], MinuteRange.Last(1, End), Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                ("errorbudget.prometheus.queries", 1, "failure"), ("errorbudget.prometheus.answer.size", 0, "failure"),
                ("errorbudget.prometheus.queries", 1, "success"), ("errorbudget.prometheus.answer.size", 63, "success"),
            ],
            counted);
    }

    private static async Task<ScriptedHandler.Asked> AskAsync(PrometheusSettings settings, int minutes, Resolution resolution)
    {
        using var server = new ScriptedHandler(asked => ScriptedHandler.Json($$$"""{"status":"success","data":{"resultType":"{{{(asked.Form["step"] is null ? "vector" : "matrix")}}}","result":[]}}"""));
        var reading = await Sources.Of(settings, server).ReadAsync([Shop], MinuteRange.Last(minutes, End), resolution, TestContext.Current.CancellationToken);
        Assert.Empty(reading.Failures);
        return Assert.Single(server.Requests);
    }

    private sealed class CountingCredential(TimeProvider time) : TokenCredential
    {
        private int _count;

        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken($"token-{++_count}", time.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    private sealed class BrokenCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("no identity here");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new InvalidOperationException("no identity here");
    }
}
