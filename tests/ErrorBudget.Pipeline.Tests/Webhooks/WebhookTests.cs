using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Notices;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private readonly ChannelScene _scene = new();
    private FakeWebhookReceiver _receiver = null!;

    private Webhook Endpoint => new(new Secret(_receiver.Url.AbsoluteUri), [new Secret(_receiver.Key!)]) { Address = "webhook:audit" };

    public async ValueTask InitializeAsync() => _receiver = await FakeWebhookReceiver.StartAsync(_scene.Time);

    public async ValueTask DisposeAsync()
    {
        _scene.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task An_event_arrives_as_a_signed_CloudEvent()
    {
        Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Endpoint, ChannelScene.Burn)).Kind);
        var received = Assert.Single(_receiver.Events);
        string Read(string name) => received.GetProperty(name).GetString()!;
        Assert.Equal(
            ("1.0", "BurnStarted|checkout/availability@2026-03-01T12:34Z", "https://slo.example.com/", "errorbudget.burn_started.v1", "checkout/availability", "2026-03-01T12:34:00Z"),
            (Read("specversion"), Read("id"), Read("source"), Read("type"), Read("subject"), Read("time")));
        var data = received.GetProperty("data");
        Assert.Equal(ChannelScene.Burn.Title, data.GetProperty("title").GetString());
        Assert.Equal(ChannelScene.Burn.Summary, data.GetProperty("summary").GetString());
        Assert.Equal(NoticeSamples.BurnStarted.ToJson(), BudgetEvent.Parse(data.GetRawText()).ToJson());
    }

    [Fact]
    public async Task A_repetition_is_signed_anew_and_known_by_its_id()
    {
        await _scene.TellAsync(Endpoint, ChannelScene.Burn);
        _scene.Time.Advance(TimeSpan.FromHours(2));
        await _scene.TellAsync(Endpoint, ChannelScene.Burn with { IsRepeat = true });
        Assert.Single(_receiver.Events);
        Assert.Equal(1, _receiver.Duplicates);
        Assert.Equal(2, _receiver.Server.Requests.Select(request => request.Header("webhook-signature")).Distinct().Count());
        Assert.Equal(_receiver.Server.Requests[0].Body, _receiver.Server.Requests[1].Body);
    }

    [Fact]
    public async Task While_keys_are_exchanged_either_will_do_and_a_foreign_one_will_not()
    {
        var other = new Secret("whsec_" + Convert.ToBase64String(new byte[32]));
        Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Endpoint with { Keys = [other, .. Endpoint.Keys] }, ChannelScene.Burn)).Kind);
        Assert.Equal(ReceiptKind.Refused, (await _scene.TellAsync(Endpoint with { Keys = [other] }, ChannelScene.Burn)).Kind);
        Assert.Equal(ReceiptKind.Refused, (await _scene.TellAsync(Endpoint with { Keys = [] }, ChannelScene.Burn)).Kind);
        _receiver.Key = null;
        Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Endpoint with { Keys = [] }, ChannelScene.Burn)).Kind);
    }

    [Fact]
    public async Task Every_message_is_taken_whatever_it_is_named()
    {
        foreach (var notice in Hostile.Notices().Concat(Hostile.Texts.Select(Hostile.Endless)))
            Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Endpoint, notice)).Kind);
        Assert.Empty(_receiver.Faults);
        Assert.Equal(Hostile.Texts.Length * NoticeSamples.All.Select(sample => sample.Errand.Event.Kind).Distinct().Count() + 1, _receiver.Events.Count);
    }

    [Fact]
    public async Task A_long_reason_is_cut_and_numbers_are_left_out_rather_than_exceeding_the_size()
    {
        var burn = ChannelScene.Burn;
        await _scene.TellAsync(Endpoint, burn with { Event = burn.Event with { Id = "1", Detail = new string('x', 100_000) } });
        var facts = burn.Event.Facts! with { Burns = [.. Enumerable.Repeat(burn.Event.Facts.Burns[0], 1000)] };
        await _scene.TellAsync(Endpoint, burn with { Event = burn.Event with { Id = "2", Facts = facts } });
        Assert.Equal(500, _receiver.Events[0].GetProperty("data").GetProperty("detail").GetString()!.Length);
        Assert.False(_receiver.Events[1].GetProperty("data").TryGetProperty("facts", out _));
        Assert.Equal(ReceiptKind.Refused, (await _scene.TellAsync(Endpoint, burn with { Event = burn.Event with { Id = "3", Service = new string('x', 70_000) } })).Kind);
    }

    [Theory]
    [InlineData(410, ReceiptKind.Refused, "wants no more")]
    [InlineData(307, ReceiptKind.Refused, "redirects are not followed")]
    [InlineData(400, ReceiptKind.Refused, "400")]
    [InlineData(408, ReceiptKind.Unavailable, "408")]
    [InlineData(429, ReceiptKind.Unavailable, "429")]
    [InlineData(503, ReceiptKind.Unavailable, "503")]
    public async Task An_answer_decides_whether_it_is_worth_another_attempt(int status, ReceiptKind kind, string detail)
    {
        _receiver.Server.Suffer(Mishap.Answer(new FakeAnswer(status, "see endpoint-secret") { Location = _receiver.Url.AbsoluteUri }));
        var receipt = await _scene.TellAsync(Endpoint, ChannelScene.Burn);
        Assert.Equal(kind, receipt.Kind);
        Assert.Contains(detail, receipt.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("endpoint-secret", receipt.Detail, StringComparison.Ordinal);
        Assert.Single(_receiver.Server.Requests);
    }

    [Fact]
    public async Task A_date_in_Retry_After_is_a_length_of_time()
    {
        _receiver.Server.Suffer(Mishap.Answer(503, retryAfter: NoticeSamples.Now.AddMinutes(3).ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(TimeSpan.FromMinutes(3), (await _scene.TellAsync(Endpoint, ChannelScene.Burn)).RetryAfter);
    }

    [Fact]
    public async Task Silence_and_a_lost_connection_may_have_delivered_it()
    {
        Assert.True((await _scene.TellInVainAsync(Endpoint, ChannelScene.Burn, _receiver.Server)).MayHaveArrived);
        _receiver.Server.Suffer(Mishap.TakeAndDrop);
        Assert.True((await _scene.TellAsync(Endpoint, ChannelScene.Burn)).MayHaveArrived);
        Assert.Single(_receiver.Events);
    }
}
