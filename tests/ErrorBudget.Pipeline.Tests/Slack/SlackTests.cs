using System.Text.Json;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Notices;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Slack;

public sealed class SlackTests : IAsyncLifetime
{
    private readonly ChannelScene _scene = new();
    private FakeSlack _slack = null!;

    private SlackBot Bot => new(new Secret(_slack.Token), _slack.Api) { Address = "slack:#reliability" };

    private SlackWebhook Webhook => new(new Secret(_slack.Webhook.AbsoluteUri)) { Address = "slack:#reliability" };

    public async ValueTask InitializeAsync() => _slack = await FakeSlack.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _scene.Dispose();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task The_end_of_a_burn_is_a_reply_to_its_beginning_and_shows_in_the_channel()
    {
        var began = await _scene.TellAsync(Bot, ChannelScene.Burn);
        Assert.Equal((ReceiptKind.Delivered, _slack.Messages[0].Timestamp), (began.Kind, began.Reference));
        var errand = NoticeSamples.All.Single(sample => sample.Name == "The last burn resolved").Errand with { Opening = began };
        Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Bot, NoticeComposer.Compose(errand))).Kind);

        Assert.Equal(("#reliability", null, false), (_slack.Messages[0].Channel, _slack.Messages[0].Thread, _slack.Messages[0].IsBroadcast));
        Assert.Equal(("#reliability", began.Reference, true), (_slack.Messages[1].Channel, _slack.Messages[1].Thread, _slack.Messages[1].IsBroadcast));
        Assert.Empty(_slack.Faults);
    }

    [Fact]
    public async Task Every_message_is_taken_whatever_it_is_named_and_pings_nobody()
    {
        foreach (var notice in Hostile.Notices().Concat(Hostile.Texts.Select(Hostile.Endless)))
        {
            Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Bot, notice)).Kind);
            Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Webhook, notice)).Kind);
        }

        Assert.Empty(_slack.Faults);
        Assert.Equal(2 * Hostile.Texts.Length * (NoticeSamples.All.Count + 1), _slack.Messages.Count);
    }

    [Fact]
    public async Task The_fake_itself_notices_a_ping_and_a_limit()
    {
        using var http = new HttpClient();
        async Task<string> PostAsync(object message)
        {
            using var content = new StringContent(JsonSerializer.Serialize(message));
            var answer = await http.PostAsync(_slack.Webhook, content, TestContext.Current.CancellationToken);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        object Section(string text) => new { text = "fallback", blocks = new[] { new { type = "section", text = new { type = "mrkdwn", text } } } };
        Assert.Equal("ok", await PostAsync(Section("hello <!channel>")));
        Assert.Equal("invalid_blocks", await PostAsync(Section(new string('x', 3001))));
        Assert.Equal("invalid_blocks", await PostAsync(Section("")));
        Assert.Equal("no_text", await PostAsync(new { blocks = Array.Empty<object>() }));
        Assert.Equal("ping <!channel>", _slack.Faults[0]);
        Assert.Equal(4, _slack.Faults.Count);
    }

    [Fact]
    public async Task A_repetition_says_so()
    {
        await _scene.TellAsync(Webhook, ChannelScene.Burn);
        await _scene.TellAsync(Webhook, ChannelScene.Burn with { IsRepeat = true });
        var contexts = _slack.Messages.Select(message => message.Blocks.EnumerateArray().Last().GetRawText()).ToArray();
        Assert.DoesNotContain("repetition", contexts[0], StringComparison.Ordinal);
        Assert.Contains("this may be a repetition: Slack did not confirm the first one", contexts[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not_in_channel", ReceiptKind.Refused, false)]
    [InlineData("channel_not_found", ReceiptKind.Refused, false)]
    [InlineData("invalid_blocks", ReceiptKind.Refused, false)]
    [InlineData("ratelimited", ReceiptKind.Unavailable, false)]
    [InlineData("internal_error", ReceiptKind.Unavailable, true)]
    public async Task An_error_of_the_bot_comes_with_status_200(string code, ReceiptKind kind, bool mayHaveArrived)
    {
        _slack.Server.Suffer(Mishap.Answer(FakeAnswer.Json(200, $$"""{"ok":false,"error":"{{code}}"}""")));
        var receipt = await _scene.TellAsync(Bot, ChannelScene.Burn);
        Assert.Equal((kind, mayHaveArrived), (receipt.Kind, receipt.MayHaveArrived));
        Assert.Contains(code, receipt.Detail, StringComparison.Ordinal);
        Assert.Empty(_slack.Messages);
    }

    [Theory]
    [InlineData(400, "invalid_payload", ReceiptKind.Refused)]
    [InlineData(403, "action_prohibited", ReceiptKind.Refused)]
    [InlineData(404, "no_service", ReceiptKind.Refused)]
    [InlineData(404, "channel_not_found", ReceiptKind.Refused)]
    [InlineData(410, "channel_is_archived", ReceiptKind.Refused)]
    [InlineData(403, "team_disabled", ReceiptKind.Refused)]
    [InlineData(500, "rollup_error", ReceiptKind.Unavailable)]
    public async Task An_error_of_the_webhook_is_a_code(int status, string code, ReceiptKind kind)
    {
        _slack.Server.Suffer(Mishap.Answer(status, code));
        var receipt = await _scene.TellAsync(Webhook, ChannelScene.Burn);
        Assert.Equal((kind, false), (receipt.Kind, receipt.MayHaveArrived));
        Assert.Contains(code, receipt.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_throttled_message_is_to_be_sent_when_Slack_says(bool bot)
    {
        _slack.Server.Suffer(Mishap.Answer(429, "ratelimited", retryAfter: "30"));
        var receipt = await _scene.TellAsync(bot ? Bot : Webhook, ChannelScene.Burn);
        Assert.Equal((ReceiptKind.Unavailable, TimeSpan.FromSeconds(30), false), (receipt.Kind, receipt.RetryAfter!.Value, receipt.MayHaveArrived));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("<html>")]
    [InlineData("""{"ok":false,"error":"\ud800"}""")]
    [InlineData("""{"ok":false,"error":"see xoxb-fake-bot-token"}""")]
    public async Task An_answer_that_is_not_Slacks_is_no_delivery(string body)
    {
        _slack.Server.Suffer(Mishap.Answer(FakeAnswer.Json(200, body)));
        Assert.Equal(ReceiptKind.Refused, Safe(await _scene.TellAsync(Bot, ChannelScene.Burn)).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_no_answer_comes_the_message_may_have_arrived(bool bot)
    {
        Channel channel = bot ? Bot : Webhook;
        var hung = Safe(await _scene.TellInVainAsync(channel, ChannelScene.Burn, _slack.Server));
        Assert.Equal((ReceiptKind.Unavailable, true), (hung.Kind, hung.MayHaveArrived));

        _slack.Server.Suffer(Mishap.TakeAndDrop);
        var dropped = Safe(await _scene.TellAsync(channel, ChannelScene.Burn));
        Assert.Equal((ReceiptKind.Unavailable, true), (dropped.Kind, dropped.MayHaveArrived));

        _slack.Server.Suffer(Mishap.Answer(502, "bad gateway"));
        var lost = Safe(await _scene.TellAsync(channel, ChannelScene.Burn));
        Assert.Equal((ReceiptKind.Unavailable, true), (lost.Kind, lost.MayHaveArrived));
        Assert.Equal(2, _slack.Messages.Count);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_arrived_and_no_secret_is_told()
    {
        var nowhere = new SlackWebhook(new Secret($"http://127.0.0.1:{FreePort.Next()}/services/T0FAKE/B0FAKE/webhook-secret")) { Address = "slack:#x" };
        var receipt = Safe(await _scene.TellAsync(nowhere, ChannelScene.Burn));
        Assert.Equal((ReceiptKind.Unavailable, false), (receipt.Kind, receipt.MayHaveArrived));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _slack.Server.Suffer(Mishap.Answer(new FakeAnswer(307) { Location = _slack.Webhook.AbsoluteUri }));
        Assert.Equal(ReceiptKind.Refused, Safe(await _scene.TellAsync(Webhook, ChannelScene.Burn)).Kind);
        Assert.Single(_slack.Server.Requests);
    }

    private static Receipt Safe(Receipt receipt)
    {
        Assert.DoesNotContain("secret", receipt.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("xoxb", receipt.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("/services", receipt.Detail, StringComparison.Ordinal);
        return receipt;
    }
}
