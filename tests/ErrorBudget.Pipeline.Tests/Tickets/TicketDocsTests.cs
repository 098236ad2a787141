using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Policies;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Pipeline.Tickets;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Tickets;

/// <summary>docs/tickets.md shows what tickets really say.</summary>
public sealed class TicketDocsTests(AzuriteFixture azurite)
{
    private static readonly Dictionary<int, int> Incidents = new() { [26] = 212, [27] = 148, [150] = 96, [404] = 265, [511] = 118, [512] = 41 };

    private static readonly Dictionary<int, int> Outage = new() { [170] = 384, [171] = 611, [172] = 207, [404] = 265, [511] = 118 };

    [Theory]
    [InlineData("sprint")]
    [InlineData("initiative")]
    [InlineData("review")]
    [InlineData("comments")]
    public async Task The_documentation_shows_what_tickets_say(string section)
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        var shown = section switch
        {
            "sprint" => await TicketAsync(scene, TicketKind.Sprint, BudgetEventKind.SprintDue, 2, Incidents, facts => facts),
            "initiative" => await TicketAsync(scene, TicketKind.Initiative, BudgetEventKind.FreezeStarted, 2, Outage, facts => facts with { ExhaustedSince = TicketScene.Noon.AddDays(-7), Zone = Zone.Freeze }),
            "review" => await TicketAsync(scene, TicketKind.Review, BudgetEventKind.ReviewDue, 96, new Dictionary<int, int>(), facts => facts),
            _ => await CommentsAsync(scene),
        };
        var quoted = string.Join('\n', shown.TrimEnd().Split('\n').Select(line => $"> {line}".TrimEnd()));
        var file = PolicyTexts.Config("..", "docs", "tickets.md");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var wanted = $"<!-- {section} -->\n{quoted}\n<!-- /{section} -->";
        Assert.True(text.Contains(wanted, StringComparison.Ordinal), $"docs/tickets.md should hold:\n{wanted}");
    }

    private static async Task<string> TicketAsync(
        TicketScene scene, TicketKind kind, BudgetEventKind happened, int badEvery, Dictionary<int, int> incidents, Func<BudgetFacts, BudgetFacts> amend)
    {
        var store = new MemoryLedgerStore();
        scene.Ledgers = store;
        var slo = TicketScene.Objective(TicketScene.Checkout).Slo;
        var (_, snapshot) = await LedgerSamples.StoreAsync(store, slo, badEvery, incidents, seen =>
            kind == TicketKind.Initiative ? seen with { Zone = Zone.Freeze, ExhaustedSince = Minute.Containing(TicketScene.Noon.AddDays(-7)) } : seen);
        var errand = scene.Errand(TicketScene.Event(happened, "1", 0, slo.Id) with { Facts = amend(BudgetFacts.Of(snapshot)) }, kind);
        await scene.RunAsync(errand);
        var ticket = Assert.Single(scene.Tracker.Tickets);
        Assert.DoesNotContain("blame", ticket.Body, StringComparison.OrdinalIgnoreCase);
        return $"**{ticket.Title}**\n\n{WithoutMarker(ticket.Body)}";
    }

    private static async Task<string> CommentsAsync(TicketScene scene)
    {
        scene.Rules = new TicketRules { CloseOnRecovery = false };
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        await scene.RunAsync(Spent(BudgetEventKind.BudgetExhausted, "x", 10, -3.21m, 1_352));
        await scene.RunAsync(Spent(BudgetEventKind.SprintOver, "1", 20, 12.37m, 1_148));
        await scene.RunAsync(Spent(BudgetEventKind.SprintDue, "2", 30, 9.92m, 1_180));
        scene.Rules = new TicketRules { CloseOnRecovery = true };
        await scene.RunAsync(Spent(BudgetEventKind.SprintOver, "2", 40, 14.9m, 1_115));
        return string.Join("\n", Assert.Single(scene.Tracker.Tickets).Comments.Select(comment => WithoutMarker(comment.Body) + "\n---\n"));

        ErrorBudget.Pipeline.Dispatch.Errand Spent(BudgetEventKind kind, string episode, int minute, decimal remaining, long bad) =>
            scene.Errand(TicketScene.Event(kind, episode, minute, TicketScene.Checkout) with { Facts = TicketScene.Facts with { RemainingPct = remaining, Bad = bad, DataThrough = TicketScene.Noon.AddMinutes(minute) } });
    }

    private static string WithoutMarker(string body) => body[..body.LastIndexOf("<!-- error-budget-", StringComparison.Ordinal)].TrimEnd() + "\n";
}
