using System.Net;
using ErrorBudget.Pipeline.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Dispatch;

/// <summary>A receiver that takes connections and never answers must not hold up the messages to others for long.</summary>
public sealed class HangingHostsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly Hosts _hosts = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _hosts.Dispose();

    [Fact]
    public async Task After_two_requests_without_an_answer_a_host_is_left_alone_for_half_a_minute()
    {
        using var http = new OutgoingHttp(_hosts, _time);
        for (var asked = 1; asked <= 2; asked++)
        {
            var hanging = await WaitInVainAsync(http);
            Assert.Equal((0, true, asked), (hanging.Status, hanging.MayHaveArrived, _hosts.Asked["hangs.example"]));
        }

        var spared = await GetAsync(http, "hangs.example");
        Assert.Equal((0, false, true, 2), (spared.Status, spared.MayHaveArrived, spared.IsTransient, _hosts.Asked["hangs.example"]));
        Assert.Contains("it was not asked", spared.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await GetAsync(http, "answers.example")).Status);

        _time.Advance(HangingHosts.Rest);
        _hosts.IsWell = true;
        Assert.Equal(200, (await GetAsync(http, "hangs.example")).Status);
        Assert.Equal(200, (await GetAsync(http, "hangs.example")).Status);
        Assert.Equal(4, _hosts.Asked["hangs.example"]);
    }

    [Fact]
    public async Task A_host_that_goes_on_hanging_gets_one_request_each_half_minute()
    {
        using var http = new OutgoingHttp(_hosts, _time);
        for (var asked = 0; asked < 2; asked++) await WaitInVainAsync(http);
        for (var rest = 1; rest <= 3; rest++)
        {
            _time.Advance(HangingHosts.Rest);
            await WaitInVainAsync(http);
            await GetAsync(http, "hangs.example");
            Assert.Equal(2 + rest, _hosts.Asked["hangs.example"]);
        }
    }

    [Fact]
    public async Task A_host_that_answers_with_errors_is_asked_each_time()
    {
        using var http = new OutgoingHttp(_hosts, _time);
        for (var asked = 1; asked <= 10; asked++)
        {
            Assert.Equal(503, (await GetAsync(http, "fails.example")).Status);
            Assert.Equal(asked, _hosts.Asked["fails.example"]);
        }
    }

    private async Task<HttpAnswer> WaitInVainAsync(OutgoingHttp http)
    {
        var answer = GetAsync(http, "hangs.example");
        await _hosts.Hanging.WaitAsync(Cancellation);
        _time.Advance(OutgoingHttp.Patience);
        return await answer;
    }

    private static Task<HttpAnswer> GetAsync(OutgoingHttp http, string host) =>
        http.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri($"https://{host}/")), Cancellation);

    private sealed class Hosts : HttpMessageHandler
    {
        public Dictionary<string, int> Asked { get; } = [];

        public SemaphoreSlim Hanging { get; } = new(0);

        public bool IsWell { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var host = request.RequestUri!.Host;
            Asked[host] = Asked.GetValueOrDefault(host) + 1;
            if (host != "hangs.example" || IsWell) return new HttpResponseMessage(host == "fails.example" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
            Hanging.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
