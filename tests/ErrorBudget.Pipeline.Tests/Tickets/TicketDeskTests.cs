using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Pipeline.Tickets;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Tickets;

/// <summary>What becomes of tickets, the same in every tracker.</summary>
public sealed class TicketDeskTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task A_ticket_is_opened_commented_on_and_closed(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        var opened = await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        var ticket = Assert.Single(scene.Tracker.Tickets);
        Assert.Equal((ReceiptKind.Delivered, "Reliability sprint: checkout/availability has 8.3 % of its error budget left"), (opened.Kind, ticket.Title));
        Assert.StartsWith($"{ticket.Number} http", opened.Reference, StringComparison.Ordinal);
        Assert.Contains(new TicketKey(TicketScene.Checkout, TicketKind.Sprint).Tag, ticket.Tags);

        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.BudgetExhausted, "x", minute: 1))).Kind);
        Assert.Contains("The error budget is spent", Assert.Single(ticket.Comments).Body, StringComparison.Ordinal);
        Assert.True(scene.Tracker.IsOpen(ticket));

        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintOver, "1", minute: 2))).Kind);
        Assert.Equal((2, false), (ticket.Comments.Count, scene.Tracker.IsOpen(ticket)));
        Assert.Empty(scene.Tracker.Faults);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task Without_close_on_recovery_a_ticket_stays_open_and_the_next_episode_uses_it(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        scene.Rules = new TicketRules { CloseOnRecovery = false };
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintOver, "1", minute: 1));
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "2", minute: 2));
        var ticket = Assert.Single(scene.Tracker.Tickets);
        Assert.Equal((true, 2), (scene.Tracker.IsOpen(ticket), ticket.Comments.Count));
        Assert.Contains("once more", ticket.Comments[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task A_ticket_that_a_person_closed_stays_closed_until_the_next_episode(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        scene.Tracker.CloseByHand(scene.Tracker.Tickets[0]);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.BudgetExhausted, "x", minute: 1))).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1", minute: 2))).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintOver, "1", minute: 3))).Kind);
        Assert.Empty(Assert.Single(scene.Tracker.Tickets).Comments);

        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "2", minute: 4))).Kind);
        Assert.Equal([false, true], scene.Tracker.Tickets.Select(scene.Tracker.IsOpen));
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task A_ticket_that_was_deleted_counts_as_closed_by_a_person(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        scene.Tracker.Tickets[0].IsDeleted = true;
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1", minute: 2))).Kind);
        Assert.Single(scene.Tracker.Tickets);
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "2", minute: 4))).Kind);
        Assert.Equal(2, scene.Tracker.Tickets.Count);
    }

    [Fact]
    public async Task Every_kind_has_a_ticket_of_its_own()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        await scene.RunAsync(scene.Errand(BudgetEventKind.FreezeStarted, "2", TicketKind.Initiative));
        await scene.RunAsync(scene.Errand(BudgetEventKind.ReviewDue, "3", TicketKind.Review));
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "4", slo: new SloId("checkout", "Availability")));
        Assert.Equal(4, scene.Tracker.Tickets.Select(ticket => ticket.Tags[^1]).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.BudgetRecovered, "2", TicketKind.Initiative, minute: 1))).Kind);
        Assert.Equal([true, false, true, true], scene.Tracker.Tickets.Select(scene.Tracker.IsOpen));
    }

    [Fact]
    public async Task What_happens_later_wins_in_whatever_order_it_is_told()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintOver, "1", minute: 5))).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1", minute: 1))).Kind);
        Assert.Empty(scene.Tracker.Tickets);

        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "3", minute: 30))).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintOver, "2", minute: 20))).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "2", minute: 10))).Kind);
        Assert.True(scene.Tracker.IsOpen(Assert.Single(scene.Tracker.Tickets)));
        Assert.Empty(scene.Tracker.Tickets[0].Comments);
    }

    [Fact]
    public async Task In_quiet_hours_tickets_wait_and_what_is_over_by_then_opens_none()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        scene.Rules = new TicketRules { CloseOnRecovery = true, QuietHours = new QuietHours(new TimeOnly(11, 0), new TimeOnly(13, 30), TimeZoneInfo.Utc) };
        var (due, over, other) = (scene.Errand(BudgetEventKind.SprintDue, "1"), scene.Errand(BudgetEventKind.SprintOver, "1", minute: 1), scene.Errand(BudgetEventKind.FreezeStarted, "2", TicketKind.Initiative));
        var waits = await scene.RunAsync(due);
        Assert.Equal((ReceiptKind.Postponed, "quiet hours until 2026-11-20T13:30Z", TimeSpan.FromMinutes(90)), (waits.Kind, waits.Detail, waits.RetryAfter));
        Assert.Equal(ReceiptKind.Postponed, (await scene.RunAsync(other)).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(over)).Kind);
        Assert.Empty(scene.Tracker.Requests);

        scene.Time.Advance(TimeSpan.FromMinutes(90));
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(due)).Kind);
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(other)).Kind);
        Assert.Single(scene.Tracker.Tickets);
    }

    [Fact]
    public async Task A_ticket_stays_with_its_tracker_when_the_policy_names_another()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        await using var jira = await FakeJira.StartAsync(scene.Time);
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        var over = Moved(scene.Errand(BudgetEventKind.SprintOver, "1", minute: 1));
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(over)).Kind);
        Assert.False(scene.Tracker.IsOpen(scene.Tracker.Tickets[0]));
        await scene.RunAsync(Moved(scene.Errand(BudgetEventKind.SprintDue, "2", minute: 2)));
        Assert.Single(jira.Tickets);
        Assert.Single(scene.Tracker.Tickets);

        Errand Moved(Errand errand)
        {
            var objective = errand.Objective! with { Tickets = errand.Objective.Tickets with { Tracker = "jira" } };
            return errand with { Objective = objective, Policy = errand.Policy with { Trackers = errand.Policy.Trackers.Add("jira", jira.Settings) } };
        }
    }

    [Fact]
    public async Task A_lost_row_opens_no_second_ticket()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"));
        await foreach (var row in scene.Store.Table.QueryAsync<Azure.Data.Tables.TableEntity>("PartitionKey eq 'ticket|checkout'", cancellationToken: TestContext.Current.CancellationToken))
            await scene.Store.Table.DeleteEntityAsync(row, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"))).Kind);
        Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "2", minute: 3))).Kind);
        Assert.Single(Assert.Single(scene.Tracker.Tickets).Comments);
    }

    [Fact]
    public async Task What_no_ticket_is_wanted_for_is_skipped_and_what_is_wrong_refused()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        var due = scene.Errand(BudgetEventKind.SprintDue, "1");
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.BudgetExhausted, "x"))).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(scene.Errand(BudgetEventKind.BurnStarted, "x"))).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(due with { Objective = null })).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(due with { Objective = due.Objective! with { Tickets = TicketRules.None } })).Kind);
        Assert.Equal(ReceiptKind.Skipped, (await scene.RunAsync(due with { Objective = due.Objective! with { Tickets = due.Objective.Tickets with { SprintBelowPct = null } } })).Kind);
        Assert.Equal(ReceiptKind.Refused, (await scene.RunAsync(due with { Target = "ticket:Sprint" })).Kind);
        Assert.Equal(ReceiptKind.Refused, (await scene.RunAsync(due with { Target = "ticket:0" })).Kind);
        Assert.Equal(ReceiptKind.Refused, (await scene.RunAsync(due with { Policy = due.Policy with { Trackers = due.Policy.Trackers.Clear() } })).Kind);
        Assert.Empty(scene.Tracker.Tickets);
    }
}
