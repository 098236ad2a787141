using System.Text.Json;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Notices;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Teams;

public sealed class TeamsTests : IAsyncLifetime
{
    private readonly ChannelScene _scene = new();
    private FakeTeams _teams = null!;

    private TeamsWorkflow Workflow => new(new Secret(_teams.Url.AbsoluteUri)) { Address = "teams:checkout" };

    public async ValueTask InitializeAsync() => _teams = await FakeTeams.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _scene.Dispose();
        await _teams.DisposeAsync();
    }

    [Fact]
    public async Task A_card_shows_the_whole_message()
    {
        Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Workflow, ChannelScene.Burn with { IsRepeat = true })).Kind);
        var card = Assert.Single(_teams.Cards);
        var texts = card.GetProperty("body").EnumerateArray().Where(block => block.TryGetProperty("text", out _)).Select(block => block.GetProperty("text").GetString()!.Replace("\\", "", StringComparison.Ordinal)).ToArray();
        var notice = ChannelScene.Burn;
        Assert.Equal([notice.Title, notice.Summary, "▰▰▰▰▰▰▰▱▱▱ 68.8 % left", "What the policy does", .. notice.Consequences], texts[..^1]);
        Assert.Contains("may be a repetition", texts[^1], StringComparison.Ordinal);
        Assert.Equal(notice.Facts.Length, card.GetProperty("body").EnumerateArray().Single(block => block.TryGetProperty("facts", out _)).GetProperty("facts").GetArrayLength());
        Assert.Equal(notice.Links.Select(link => link.Url.AbsoluteUri), card.GetProperty("actions").EnumerateArray().Select(action => action.GetProperty("url").GetString()));
        Assert.Empty(_teams.Faults);
    }

    [Fact]
    public async Task Every_message_is_taken_whatever_it_is_named()
    {
        foreach (var notice in Hostile.Notices().Concat(Hostile.Texts.Select(Hostile.Endless)))
            Assert.Equal(ReceiptKind.Delivered, (await _scene.TellAsync(Workflow, notice)).Kind);
        Assert.Empty(_teams.Faults);
    }

    [Fact]
    public async Task A_message_that_is_too_large_loses_its_numbers_before_its_consequences()
    {
        var burn = ChannelScene.Burn;
        var facts = burn with { Facts = [.. Enumerable.Range(0, 20).Select(_ => new Pipeline.Notices.NoticeFact(Many(300), Many(300)))], Consequences = [.. Enumerable.Repeat(Many(400), 12)] };
        await _scene.TellAsync(Workflow, facts);
        await _scene.TellAsync(Workflow, facts with { Title = Many(400), Summary = Many(4000) });
        Assert.Equal([(false, true), (false, false)], _teams.Cards.Select(card => (Holds(card, "FactSet"), Holds(card, "What the policy does"))));
        Assert.All(_teams.Server.Requests, request => Assert.InRange(request.Body.Length, 1, 28 * 1024));
    }

    [Theory]
    [InlineData(200, "", ReceiptKind.Delivered)]
    [InlineData(200, "1", ReceiptKind.Delivered)]
    [InlineData(200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x", ReceiptKind.Refused)]
    [InlineData(200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x", ReceiptKind.Unavailable)]
    [InlineData(200, "Webhook message delivery failed", ReceiptKind.Refused)]
    [InlineData(404, "", ReceiptKind.Refused)]
    [InlineData(429, "", ReceiptKind.Unavailable)]
    [InlineData(502, "", ReceiptKind.Unavailable)]
    public async Task An_error_may_hide_in_a_200(int status, string body, ReceiptKind kind)
    {
        _teams.Server.Suffer(Mishap.Answer(status, body, retryAfter: "9"));
        var receipt = await _scene.TellAsync(Workflow, ChannelScene.Burn);
        Assert.Equal(kind, receipt.Kind);
        Assert.Equal(kind == ReceiptKind.Unavailable ? TimeSpan.FromSeconds(9) : null, receipt.RetryAfter);
        Assert.Equal(status == 502, receipt.MayHaveArrived);
    }

    [Fact]
    public async Task No_secret_is_told()
    {
        var wrong = new TeamsWorkflow(new Secret(_teams.Url.AbsoluteUri + "x")) { Address = "teams:checkout" };
        Receipt[] receipts = [await _scene.TellAsync(wrong, ChannelScene.Burn), await _scene.TellInVainAsync(Workflow, ChannelScene.Burn, _teams.Server)];
        Assert.Equal([ReceiptKind.Refused, ReceiptKind.Unavailable], receipts.Select(receipt => receipt.Kind));
        Assert.All(receipts, receipt => Assert.DoesNotContain("sig", receipt.Detail, StringComparison.Ordinal));
    }

    private static string Many(int count) => new('中', count);

    private static bool Holds(JsonElement card, string text) => card.GetProperty("body").GetRawText().Contains(text, StringComparison.Ordinal);
}
