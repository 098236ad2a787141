using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Pipeline.Tickets;

namespace ErrorBudget.Pipeline.Tests.Tickets;

/// <summary>One ticket, and one comment per event, whatever dies, hangs, races or is repeated.</summary>
public sealed class ExactlyOnceTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task A_process_that_dies_between_any_two_steps_leaves_one_ticket_and_one_comment_per_event(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        var deaths = 0;
        foreach (var after in (bool[])[false, true])
        {
            for (var call = 1; ; call++)
            {
                var slo = new SloId($"service-{(after ? "after" : "before")}-{call}", "availability");
                var died = await LiveAndDieAsync(scene, slo, new Mortality(call, after));
                var ticket = Assert.Single(scene.TicketsOf(slo));
                Assert.Equal(2, ticket.Comments.Count);
                Assert.Contains("The error budget is spent", ticket.Comments[0].Body, StringComparison.Ordinal);
                Assert.Contains("no longer below", ticket.Comments[1].Body, StringComparison.Ordinal);
                Assert.False(scene.Tracker.IsOpen(ticket), $"call {call}");
                if (!died) break;
                deaths++;

                // The fake trackers limit how much is created in a minute, like the real ones.
                scene.Time.Advance(TimeSpan.FromMinutes(2));
            }
        }

        Assert.True(deaths >= 2 * 15, $"only {deaths} deaths");
        Assert.Empty(scene.Tracker.Faults);
    }

    /// <summary>Begin, tell, end; the process that dies is followed by one that lives.</summary>
    private static async Task<bool> LiveAndDieAsync(TicketScene scene, SloId slo, Mortality mortality)
    {
        var desk = scene.Desk(mortality);
        Errand[] errands =
        [
            scene.Errand(BudgetEventKind.SprintDue, "1", minute: 0, slo: slo),
            scene.Errand(BudgetEventKind.BudgetExhausted, "2", minute: 1, slo: slo),
            scene.Errand(BudgetEventKind.SprintOver, "1", minute: 2, slo: slo),
        ];
        foreach (var errand in errands)
        {
            try
            {
                if (!mortality.IsDead) Assert.Equal(ReceiptKind.Delivered, (await scene.RunAsync(errand, desk)).Kind);
                else await scene.InsistAsync(errand);
            }
            catch (DeathException)
            {
                await scene.InsistAsync(errand);
            }
        }

        return mortality.IsDead;
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task An_end_after_a_death_closes_the_ticket_that_nobody_noted(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        const int calls = 4; // load, claim, find, create
        await Assert.ThrowsAsync<DeathException>(() => scene.RunAsync(scene.Errand(BudgetEventKind.SprintDue, "1"), scene.Desk(new Mortality(calls, after: true))));
        Assert.Single(scene.Tracker.Tickets);

        var ended = await scene.InsistAsync(scene.Errand(BudgetEventKind.SprintOver, "1", minute: 5));
        Assert.Equal(ReceiptKind.Delivered, ended.Kind);
        Assert.False(scene.Tracker.IsOpen(scene.Tracker.Tickets[0]));
        Assert.Equal(ReceiptKind.Skipped, (await scene.InsistAsync(scene.Errand(BudgetEventKind.SprintDue, "1"))).Kind);
        Assert.Single(scene.Tracker.Tickets);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task Desks_at_once_open_one_ticket_and_comment_once(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        foreach (var errand in (Errand[])[scene.Errand(BudgetEventKind.SprintDue, "1"), scene.Errand(BudgetEventKind.BudgetExhausted, "2", minute: 1)])
        {
            var receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => scene.RunAsync(errand, scene.Desk()))));
            Assert.Contains(receipts, receipt => receipt.Kind == ReceiptKind.Delivered);
            Assert.All(receipts, receipt => Assert.True(receipt.Kind is ReceiptKind.Delivered or ReceiptKind.Postponed, receipt.Detail));
            Assert.Equal(ReceiptKind.Delivered, (await scene.InsistAsync(errand)).Kind);
        }

        Assert.Single(Assert.Single(scene.Tracker.Tickets).Comments);
        Assert.Empty(scene.Tracker.Faults);
    }

    [Theory]
    [InlineData(TrackerKind.Boards)]
    [InlineData(TrackerKind.GitHub)]
    [InlineData(TrackerKind.Jira)]
    public async Task An_answer_that_is_lost_is_not_asked_for_twice(TrackerKind kind)
    {
        await using var scene = await TicketScene.StartAsync(azurite, kind);
        foreach (var errand in (Errand[])[scene.Errand(BudgetEventKind.SprintDue, "1"), scene.Errand(BudgetEventKind.BudgetExhausted, "2", minute: 1), scene.Errand(BudgetEventKind.SprintOver, "1", minute: 2)])
        {
            scene.Tracker.After = context =>
            {
                if (context.Request.Method is "GET" || context.Request.Path.ToString() is var path && (path.EndsWith("jql", StringComparison.Ordinal) || path.EndsWith("wiql", StringComparison.Ordinal))) return Task.FromResult(false);
                context.Abort();
                return Task.FromResult(true);
            };
            var lost = await scene.RunAsync(errand);
            Assert.Equal((ReceiptKind.Unavailable, true), (lost.Kind, lost.MayHaveArrived));
            Assert.Equal(TicketDesk.Claim, lost.RetryAfter);
            Assert.Equal(ReceiptKind.Postponed, (await scene.RunAsync(errand)).Kind);
            scene.Tracker.After = _ => Task.FromResult(false);
            var again = await scene.InsistAsync(errand);
            Assert.True(again.Kind is ReceiptKind.Delivered, again.Detail);
        }

        var ticket = Assert.Single(scene.Tracker.Tickets);
        Assert.Equal(2, ticket.Comments.Count);
        Assert.False(scene.Tracker.IsOpen(ticket));
    }

    [Fact]
    public async Task A_tracker_that_hangs_is_left_after_a_while_and_not_asked_twice()
    {
        await using var scene = await TicketScene.StartAsync(azurite, TrackerKind.GitHub);
        var arrived = new TaskCompletionSource();
        scene.Tracker.After = async context =>
        {
            if (context.Request.Method == "GET") return false;
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        var errand = scene.Errand(BudgetEventKind.SprintDue, "1");
        var run = scene.RunAsync(errand);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        scene.Time.Advance(OutgoingHttp.Patience);
        var receipt = await run;
        Assert.Equal((ReceiptKind.Unavailable, true), (receipt.Kind, receipt.MayHaveArrived));
        scene.Tracker.After = _ => Task.FromResult(false);
        Assert.Equal(ReceiptKind.Delivered, (await scene.InsistAsync(errand)).Kind);
        Assert.Single(scene.Tracker.Tickets);
    }
}
