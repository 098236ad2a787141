using System.Text.Json.Nodes;
using Azure.Core;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Pipeline.Tickets;
using ErrorBudget.Testing;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Pipeline.Tests.Tickets;

/// <summary>How trackers refuse, limit and fail, and what is made of it.</summary>
public sealed class TrackerContractTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TrackerKind.Boards, 500)]
    [InlineData(TrackerKind.GitHub, 502)]
    [InlineData(TrackerKind.Jira, 503)]
    [InlineData(TrackerKind.Boards, 429)]
    [InlineData(TrackerKind.GitHub, 429)]
    [InlineData(TrackerKind.Jira, 429)]
    public async Task What_may_pass_is_tried_again_when_the_tracker_says_and_opens_one_ticket(TrackerKind kind, int status)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        scene.Tracker.Before = AnswerOnly(status, "", ("Retry-After", "90"));
        var receipt = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        Assert.Equal((ReceiptKind.Unavailable, TimeSpan.FromSeconds(90), false), (receipt.Kind, receipt.RetryAfter, receipt.MayHaveArrived));
        Assert.Contains(scene.Tracker.Address.Authority, receipt.Detail, StringComparison.Ordinal);
        scene.Tracker.Before = _ => Task.FromResult(false);
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"))).Kind);
        Assert.Single(scene.Tracker.Tickets);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task A_server_error_while_writing_may_hide_a_ticket_and_is_waited_out(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        scene.Tracker.After = async context =>
        {
            if (scene.Tracker.Tickets.Count == 0) return false;
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("oops", Cancel);
            return true;
        };
        var receipt = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        Assert.Equal((ReceiptKind.Unavailable, TicketDesk.Claim, true), (receipt.Kind, receipt.RetryAfter, receipt.MayHaveArrived));
        scene.Tracker.After = _ => Task.FromResult(false);
        Assert.Equal(ReceiptKind.Delivered, (await scene.InsistAsync(scene.Errand(BudgetEventKind.SprintDue, "1"))).Kind);
        Assert.Single(scene.Tracker.Tickets);
    }

    [Theory]
    [InlineData("retry-after", "45", 45)]
    [InlineData("x-ratelimit-reset", "+30", 30)]
    [InlineData(null, null, 60)]
    public async Task GitHub_limits_with_403_and_says_when_in_three_ways(string? header, string? value, int seconds)
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        var text = value?.StartsWith('+') == true ? $"{scene.Time.GetUtcNow().ToUnixTimeSeconds() + 30}" : value;
        scene.Tracker.Before = AnswerOnly(403, """{"message":"You have exceeded a secondary rate limit."}""", header is null ? [] : [(header, text!), ("x-ratelimit-remaining", "0")]);
        var receipt = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        Assert.Equal((ReceiptKind.Unavailable, TimeSpan.FromSeconds(seconds)), (receipt.Kind, receipt.RetryAfter));
    }

    [Fact]
    public async Task GitHub_refuses_with_403_what_is_no_limit()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        scene.Tracker.Before = AnswerOnly(403, """{"message":"Resource not accessible by personal access token"}""");
        var receipt = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        Assert.Equal(ReceiptKind.Refused, receipt.Kind);
        Assert.EndsWith("403: Resource not accessible by personal access token", receipt.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHub_limits_eighty_tickets_a_minute_and_all_are_opened_in_the_end()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        for (var i = 0; i < 85; i++)
            Assert.Equal(ReceiptKind.Delivered, (await scene.InsistAsync(scene.Errand(BudgetEventKind.SprintDue, "1", slo: new SloId($"s{i}", "a")))).Kind);
        Assert.Equal(85, scene.Tracker.Tickets.Count);
    }

    [Fact]
    public async Task A_GitHub_ticket_whose_labels_were_dropped_would_be_lost_so_it_is_closed_and_refused()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        ((FakeGitHub)scene.Tracker).CanPush = false;
        var receipt = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        Assert.Equal(ReceiptKind.Refused, receipt.Kind);
        Assert.Contains("push access", receipt.Detail, StringComparison.Ordinal);
        Assert.False(scene.Tracker.IsOpen(Assert.Single(scene.Tracker.Tickets)));
    }

    [Fact]
    public async Task A_pull_request_with_the_label_is_no_ticket()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        ((FakeGitHub)scene.Tracker).AddPullRequest(new TicketKey(TicketScene.Checkout, TicketKind.Sprint).Tag);
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        Assert.Equal(2, scene.Tracker.Tickets.Count);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task A_refused_token_is_named_and_not_shown(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        var errand = scene.Errand(BudgetEventKind.SprintDue, "1");
        var settings = scene.Tracker.Settings switch
        {
            AzureBoards boards => (Tracker)(boards with { Token = new Secret("wrong-secret") }),
            GitHubIssues issues => issues with { Token = new Secret("wrong-secret") },
            JiraProject project => project with { Token = new Secret("wrong-secret") },
            _ => throw new InvalidOperationException(),
        };
        var receipt = await scene.RunAsync(errand with { Policy = errand.Policy with { Trackers = errand.Policy.Trackers.SetItem(settings.Name, settings) } });
        Assert.Equal(ReceiptKind.Refused, receipt.Kind);
        Assert.DoesNotContain("wrong-secret", receipt.Detail, StringComparison.Ordinal);
        Assert.Empty(scene.Tracker.Tickets);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(203)]
    public async Task Azure_Boards_refuses_a_token_with_a_sign_in_page(int status)
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.Boards);
        scene.Tracker.Before = AnswerOnly(status, "<html>sign in</html>", ("Location", "https://login.contoso.example/"));
        var receipt = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        Assert.Equal(ReceiptKind.Refused, receipt.Kind);
        Assert.Contains("does not accept the token", receipt.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Issue", "Done")]
    [InlineData("User Story", "Closed")]
    [InlineData("Bug", "Closed")]
    [InlineData("Product Backlog Item", "Done")]
    public async Task Azure_Boards_closes_by_the_process_of_the_project(string type, string closed)
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.Boards);
        await using var boards = await FakeBoards.StartAsync(scene.Time, type);
        await scene.RunAsync(At(scene, BudgetEventKind.SprintDue, 0, boards));
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(At(scene, BudgetEventKind.SprintOver, 1, boards))).Kind);
        Assert.Equal(closed, Assert.Single(boards.Tickets).State);
        Assert.Empty(boards.Faults);
    }

    [Fact]
    public async Task A_process_without_a_closed_state_is_named()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.Boards);
        await using var boards = await FakeBoards.StartAsync(scene.Time, "Wish");
        await scene.RunAsync(At(scene, BudgetEventKind.SprintDue, 0, boards));
        var receipt = await scene.RunAsync(At(scene, BudgetEventKind.SprintOver, 1, boards));
        Assert.Equal(ReceiptKind.Refused, receipt.Kind);
        Assert.Contains("no state of the category Completed for a Wish", receipt.Detail, StringComparison.Ordinal);
        Assert.Single(Assert.Single(boards.Tickets).Comments);
    }

    [Fact]
    public async Task A_Jira_workflow_that_does_not_lead_to_done_is_named()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.Jira);
        ((FakeJira)scene.Tracker).CanBeDone = false;
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        var receipt = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintOver, "1", minute: 1));
        Assert.Equal(ReceiptKind.Refused, receipt.Kind);
        Assert.Contains("OPS-1 cannot be closed", receipt.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_Azure_Boards_gets_one_of_the_apps_identity()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.Boards);
        var boards = (FakeBoards)scene.Tracker;
        boards.EntraToken = "entra-token";
        var credential = new FixedCredential("entra-token");
        using var http = new OutgoingHttp(OutgoingHttp.CreateTransport(), scene.Time);
        var desk = new TicketDesk(scene.Store.Store.Tickets, scene.Ledgers, new BurnDownReader(scene.Ledgers, new AdjustmentReader(scene.Adjustments)), new TrackerConnections(http, () => credential).Open, scene.Time);
        var errand = scene.Errand(BudgetEventKind.SprintDue, "1");
        var settings = (AzureBoards)boards.Settings with { Token = null };
        errand = errand with { Policy = errand.Policy with { Trackers = errand.Policy.Trackers.SetItem(settings.Name, settings) } };
        Assert.Equal(ReceiptKind.Delivered, (await desk.RunAsync(errand, Cancel)).Kind);
        Assert.Equal(["499b84ac-1321-427f-aa17-267ca6975798/.default"], credential.Scopes.Distinct());

        credential.Token = null;
        var refused = await desk.RunAsync(scene.Errand(BudgetEventKind.BudgetExhausted, "2", minute: 1) with { Policy = errand.Policy }, Cancel);
        Assert.Equal(ReceiptKind.Unavailable, refused.Kind);
        Assert.Contains("no Microsoft Entra token", refused.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task The_longest_names_and_hostile_words_are_taken(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        var slo = new SloId(new string('s', 100), new string('o', 100));
        var happened = TicketScene.Event(BudgetEventKind.SprintDue, "1", 0, slo) with { Detail = "\0\u202e<script>@all\r\n# x" + new string('x', 100_000) };
        var receipt = await scene.RunAsync(scene.Errand(happened));
        Assert.Equal(ReceiptKind.Delivered, receipt.Kind);
        Assert.Empty(scene.Tracker.Faults);
        Assert.InRange(new TicketKey(slo, TicketKind.Initiative).Tag.Length, 20, 50);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task A_comment_is_recognised_behind_many_others(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        var exhausted = scene.Errand(BudgetEventKind.BudgetExhausted, "2", minute: 1);
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        await scene.RunAsync(exhausted);
        var ticket = Assert.Single(scene.Tracker.Tickets);
        var words = kind == TrackerKind.Jira ? new JsonObject { ["type"] = "doc", ["version"] = 1, ["content"] = new JsonArray() }.ToJsonString() : "me too";
        for (var i = 0; i < 50; i++) ticket.Comment(words, scene.Time.GetUtcNow());
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(exhausted)).Kind);
        Assert.Equal(51, ticket.Comments.Count);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task An_answer_that_is_not_what_the_API_says_is_no_answer(TrackerKind kind)
    {
        foreach (var body in (string[])["", "<html>", "{}", "[1]", "null", """{"issues":[{"key":7}],"workItems":[{"id":"x"}]}"""])
        {
            await using var scene = await TicketScene.StartAsync(azurite, kind);
            scene.Tracker.Before = AnswerOnly(200, body);
            var receipt = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
            Assert.True(receipt.Kind == ReceiptKind.Unavailable, $"{body}: {receipt}");
        }
    }

    private static Errand At(TicketScene scene, BudgetEventKind kind, int minute, FakeTracker tracker)
    {
        var errand = scene.Errand(kind, "1", minute: minute);
        return errand with { Policy = errand.Policy with { Trackers = errand.Policy.Trackers.SetItem(tracker.Settings.Name, tracker.Settings) } };
    }

    private static Func<HttpContext, Task<bool>> AnswerOnly(int status, string body, params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        await context.Response.WriteAsync(body);
        return true;
    };

    private sealed class FixedCredential(string? token) : TokenCredential
    {
        public string? Token { get; set; } = token;

        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return Token is { } given ? new AccessToken(given, DateTimeOffset.MaxValue) : throw new InvalidOperationException("no identity here");
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
