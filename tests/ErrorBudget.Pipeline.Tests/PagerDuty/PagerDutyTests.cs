using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Notices;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.PagerDuty;

public sealed class PagerDutyTests : IAsyncLifetime
{
    private readonly ChannelScene _scene = new();
    private FakePagerDuty _pagerDuty = null!;

    private PagerDutyService Service => new(new Secret(_pagerDuty.RoutingKey), _pagerDuty.Api) { Address = "pagerduty:checkout" };

    public async ValueTask InitializeAsync() => _pagerDuty = await FakePagerDuty.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _scene.Dispose();
        await _pagerDuty.DisposeAsync();
    }

    [Fact]
    public async Task A_burn_is_one_incident_however_often_it_is_told_and_its_end_resolves_it()
    {
        Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Service, ChannelScene.Burn)).Kind);
        Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Service, ChannelScene.Burn with { IsRepeat = true })).Kind);
        var incident = Assert.Single(_pagerDuty.Incidents).Value;
        Assert.Equal(("checkout/availability/fast@2026-03-01T12:34Z", true, 2), (incident.Key, incident.IsOpen, incident.Triggers));
        string Read(string name) => incident.Payload.GetProperty(name).GetString()!;
        Assert.Equal(("critical", "checkout", "availability", "checkout", "burn_started"), (Read("severity"), Read("source"), Read("component"), Read("group"), Read("class")));
        Assert.Equal("14.9 of 14.4, fires", incident.Payload.GetProperty("custom_details").GetProperty("Burn over 1 h").GetString());
        Assert.Equal("https://slo.example.com/api/dashboard/checkout/availability", incident.Event.GetProperty("client_url").GetString());

        Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Service, ChannelScene.Of("The last burn resolved"))).Kind);
        Assert.False(Assert.Single(_pagerDuty.Incidents).Value.IsOpen);
        Assert.Empty(_pagerDuty.Faults);
    }

    [Fact]
    public async Task What_has_no_end_is_not_sent()
    {
        var receipt = await _scene.TellAsync(Service, ChannelScene.Of("The weekly digest"));
        Assert.Equal(ReceiptKind.Skipped, receipt.Kind);
        Assert.Contains("nothing closes", receipt.Detail, StringComparison.Ordinal);
        Assert.Empty(_pagerDuty.Server.Requests);
    }

    [Fact]
    public async Task Every_message_is_taken_whatever_it_is_named()
    {
        var notices = Hostile.Notices().Concat(Hostile.Texts.Select(Hostile.Endless)).ToArray();
        foreach (var notice in notices)
            Assert.Equal(notice.Phase == NoticePhase.Tells ? ReceiptKind.Skipped : ReceiptKind.Delivered, (await _scene.TellAsync(Service, notice)).Kind);
        Assert.Empty(_pagerDuty.Faults);
    }

    [Fact]
    public async Task Long_threads_keep_incidents_of_their_own()
    {
        Notice Of(string end) => ChannelScene.Burn with { Event = NoticeSamples.BurnStarted with { Episode = new string('x', 400) + end } };
        await _scene.TellAsync(Service, Of("a"));
        await _scene.TellAsync(Service, Of("b"));
        await _scene.TellAsync(Service, Of("a"));
        Assert.Equal([1, 2], _pagerDuty.Incidents.Values.Select(incident => incident.Triggers).Order());
        Assert.All(_pagerDuty.Incidents.Keys, key => Assert.Equal(255, key.Length));
    }

    [Fact]
    public async Task A_refused_key_is_not_repeated()
    {
        var wrong = Service with { RoutingKey = new Secret("0123456789abcdefSECRETSECRETabcd") };
        var receipt = await _scene.TellAsync(wrong, ChannelScene.Burn);
        Assert.Equal(ReceiptKind.Refused, receipt.Kind);
        Assert.Contains("Invalid routing key ***", receipt.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_passes_is_to_be_sent_again()
    {
        _pagerDuty.Server.Suffer(Mishap.Answer(429, retryAfter: "7"), Mishap.Answer(500), Mishap.TakeAndDrop);
        var throttled = await _scene.TellAsync(Service, ChannelScene.Burn);
        Assert.Equal((ReceiptKind.Unavailable, TimeSpan.FromSeconds(7)), (throttled.Kind, throttled.RetryAfter!.Value));
        Assert.Equal(ReceiptKind.Unavailable, (await _scene.TellAsync(Service, ChannelScene.Burn)).Kind);
        Assert.True((await _scene.TellAsync(Service, ChannelScene.Burn)).MayHaveArrived);
        Assert.True((await _scene.TellInVainAsync(Service, ChannelScene.Burn, _pagerDuty.Server)).MayHaveArrived);
        Assert.Single(_pagerDuty.Incidents);
    }
}
