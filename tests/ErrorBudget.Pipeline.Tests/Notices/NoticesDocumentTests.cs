using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Policies;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Notices;

/// <summary>docs/notices.md shows what receivers really get. <c>UPDATE_DOCS=1</c> writes it anew.</summary>
public sealed class NoticesDocumentTests
{
    private const string Introduction = """
        # Messages

        What people and systems are told, written by the program itself: a test compares this page with what is really sent.
        `UPDATE_DOCS=1 ./test.sh --filter NoticesDocument` writes it anew.

        Every message says what happened, with the numbers; what is left of the budget; what the policy does about it; and where to look.
        Only those with a beginning and an end (burns, exhausted budgets, missing data, refused policies) are sent to PagerDuty, as incidents.

        | Channel | What follows another message | A repetition, when a first attempt was not confirmed |
        |---|---|---|
        | Slack, bot | a reply in its thread; an end shows in the channel too | is marked as one |
        | Slack, incoming webhook | a message of its own | is marked as one |
        | PagerDuty | resolves the incident | is the same incident (`dedup_key`) |
        | Teams | a message of its own | is marked as one |
        | Webhook | an event with `follows` | has the same `webhook-id` and `id` |

        """;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_page_shows_what_is_sent()
    {
        var page = await WriteAsync();
        var path = Path.Combine(PolicyTexts.Root, "docs", "notices.md");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        Assert.Equal(page, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    private static async Task<string> WriteAsync()
    {
        using var scene = new ChannelScene();
        await using var slack = await FakeSlack.StartAsync();
        await using var pagerDuty = await FakePagerDuty.StartAsync();
        await using var teams = await FakeTeams.StartAsync();
        await using var receiver = await FakeWebhookReceiver.StartAsync(scene.Time);
        var page = new StringBuilder(Introduction).Append("\n## Slack\n");
        foreach (var (name, errand) in NoticeSamples.All)
        {
            await scene.TellAsync(new SlackBot(new Secret(slack.Token), slack.Api) { Address = errand.Target }, NoticeComposer.Compose(errand));
            page.Append("\n### ").Append(name).Append("\n\n```text\n").Append(Shown(slack.Messages[^1].Blocks)).Append("\n```\n");
        }

        await scene.TellAsync(new PagerDutyService(new Secret(pagerDuty.RoutingKey), pagerDuty.Api) { Address = "pagerduty:checkout" }, ChannelScene.Burn);
        await scene.TellAsync(new TeamsWorkflow(new Secret(teams.Url.AbsoluteUri)) { Address = "teams:checkout" }, ChannelScene.Burn);
        await scene.TellAsync(new Webhook(new Secret(receiver.Url.AbsoluteUri), [new Secret(receiver.Key!)]) { Address = "webhook:audit" }, ChannelScene.Burn);
        page.Append("\n## PagerDuty\n\nThe fast burn of above, as an event of Events API v2. Its end sends `resolve` with the same `dedup_key`.\n");
        Append(page, pagerDuty.Incidents.Values.Single().Event, pagerDuty.RoutingKey);
        page.Append("\n## Teams\n\nThe same as an Adaptive Card. At most 28 KB: where it would be more, the numbers are left out, then the consequences.\n");
        Append(page, teams.Cards.Single(), "");
        page.Append("\n## Webhook\n\nThe same as a CloudEvent 1.0 (`application/cloudevents+json`), signed by the Standard Webhooks convention\n(`webhook-id`, `webhook-timestamp`, `webhook-signature`). At most 64 KB: where it would be more, the numbers are left out.\n");
        Append(page, receiver.Events.Single(), "");
        return page.ToString();
    }

    private static void Append(StringBuilder page, JsonElement json, string secret)
    {
        var text = JsonSerializer.Serialize(json, Readable).ReplaceLineEndings("\n");
        page.Append("\n```json\n").Append(secret.Length == 0 ? text : text.Replace(secret, "…", StringComparison.Ordinal)).Append("\n```\n");
    }

    /// <summary>The blocks as Slack shows them: fields side by side, links by their label.</summary>
    private static string Shown(JsonElement blocks) => string.Join("\n\n", blocks.EnumerateArray().Select(block =>
        block.TryGetProperty("fields", out var fields) ? string.Join('\n', fields.EnumerateArray().Select(Field))
        : block.TryGetProperty("elements", out var elements) ? string.Join('\n', elements.EnumerateArray().Select(Plain))
        : Plain(block.GetProperty("text"))));

    private static string Field(JsonElement field) => Plain(field).Split('\n') is [var label, var value] ? $"{label.Trim('*'),-18}{value}" : throw new InvalidOperationException("A field has a label and a value.");

    private static string Plain(JsonElement text)
    {
        var shown = text.GetProperty("text").GetString()!;
        if (text.GetProperty("type").GetString() == "mrkdwn")
            shown = System.Text.RegularExpressions.Regex.Replace(shown, @"<[^|>]+\|([^>]+)>", "[$1]").Replace("*What the policy does*", "What the policy does", StringComparison.Ordinal);
        return shown.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
    }
}
