using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.Dispatch;

/// <summary>Every consequence once, whatever fails. Deliveries are kept in a real table.</summary>
public sealed class DispatcherTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_comes_twice_is_told_once_per_channel()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        await scene.SendAsync(DispatchScene.Started());
        await scene.SendAsync(DispatchScene.Started());
        await scene.RunToTheEndAsync();

        Assert.Equal([DispatchScene.Started().Id], scene.ArrivedAt(DispatchScene.Slack));
        Assert.Equal([DispatchScene.Started().Id], scene.ArrivedAt(DispatchScene.Pager));
    }

    [Fact]
    public async Task Two_dispatchers_at_once_tell_once()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        var message = DispatchMessage.Parse(DispatchScene.Started().ToJson());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => scene.Start().RunAsync(message, scene.Policy, Cancellation)));
        await scene.RunToTheEndAsync();

        Assert.Equal(2, scene.Outside.Arrived.Count);
    }

    [Fact]
    public async Task A_process_that_dies_anywhere_loses_nothing_and_repeats_only_what_it_could_not_note()
    {
        var repeated = 0;
        for (var fatal = 1; ; fatal++)
        {
            var died = false;
            foreach (var after in (bool[])[false, true])
            {
                using var test = await azurite.NewStoreAsync();
                var scene = new DispatchScene(test.Store.Deliveries);
                var life = new Mortal(fatal, after);
                await scene.SendAsync(DispatchScene.Started());
                await scene.SendAsync(DispatchScene.Resolved());
                await scene.RunToTheEndAsync(life);
                died |= life.IsDead;

                foreach (var target in (string[])[DispatchScene.Slack, DispatchScene.Pager])
                {
                    var arrived = scene.Outside.Arrived.Where(errand => errand.Target == target).ToList();
                    Assert.Equal([DispatchScene.Started().Id, DispatchScene.Resolved().Id], arrived.Select(errand => errand.Event.Id).Distinct());
                    Assert.All(arrived.GroupBy(errand => errand.Event.Id).SelectMany(same => same.Skip(1)), errand => Assert.True(errand.IsRepeat));
                    repeated += arrived.Count - 2;
                }

                Assert.Empty(scene.Queue.Poison);
                Assert.Empty(await test.Store.Deliveries.LoadUndeliveredAsync(10, Cancellation));
            }

            if (!died) break;
        }

        // Only a death between an attempt's effect and the note of it can repeat anything.
        Assert.InRange(repeated, 1, 12);
    }

    [Fact]
    public async Task A_channel_that_hangs_does_not_delay_another()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        var (pagerTold, slackHangs) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Outside.Before = (errand, cancellationToken) =>
        {
            if (errand.Target != DispatchScene.Slack) return Task.CompletedTask;
            slackHangs.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        };
        scene.Outside.Answer = errand =>
        {
            pagerTold.TrySetResult();
            return Receipt.Delivered("taken");
        };
        var handled = scene.Start().RunAsync(DispatchMessage.Parse(DispatchScene.Started().ToJson()), scene.Policy, Cancellation);

        await Task.WhenAll(pagerTold.Task, slackHangs.Task).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.False(handled.IsCompleted);
        scene.Time.Advance(scene.Limits.Attempt);
        await handled.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Single(scene.Queue.Delays);
    }

    [Fact]
    public async Task A_receiver_that_is_down_for_a_day_gets_everything_in_order_afterwards()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        scene.Outside.Answer = errand => errand.Target == DispatchScene.Slack && scene.Time.GetUtcNow() < DispatchScene.Noon.AddDays(1)
            ? Receipt.Unavailable("Slack answered 500")
            : Receipt.Delivered("taken", "1700.1");
        await scene.SendAsync(DispatchScene.Resolved());
        await scene.SendAsync(DispatchScene.Started());
        await scene.RunToTheEndAsync();

        Assert.Equal([DispatchScene.Started().Id, DispatchScene.Resolved().Id], scene.ArrivedAt(DispatchScene.Slack));
        Assert.Equal([DispatchScene.Started().Id, DispatchScene.Resolved().Id], scene.ArrivedAt(DispatchScene.Pager));
        Assert.Equal("1700.1", scene.Outside.Arrived.Last(errand => errand.Target == DispatchScene.Slack).Opening!.Reference);
        Assert.Empty(scene.Queue.Poison);

        // Told within one longest pause after the receiver was back, with a bounded number of attempts meanwhile.
        Assert.InRange(scene.Outside.Tried.Count(errand => errand.Target == DispatchScene.Slack), 40, 70);
        Assert.True(scene.Time.GetUtcNow() < DispatchScene.Noon.AddDays(1) + (2 * scene.Limits.LongestPause));
    }

    [Fact]
    public async Task What_stays_unavailable_is_given_up_after_days_listed_and_put_aside()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries) { Policy = DispatchScene.With(new NotificationRules([DispatchScene.Slack], [])) };
        scene.Outside.Answer = _ => Receipt.Unavailable("Slack answered 500");
        await scene.SendAsync(DispatchScene.Started());
        await scene.RunToTheEndAsync();

        var listed = Assert.Single(await test.Store.Deliveries.LoadUndeliveredAsync(10, Cancellation));
        Assert.Equal((DispatchScene.Slack, "Slack answered 500", DispatchScene.Started().Id), (listed.Target, listed.Reason, listed.Event.Id));
        Assert.Equal(DispatchScene.Started().Id, DispatchMessage.Parse(Assert.Single(scene.Queue.Poison)).Event.Id);
        Assert.InRange(listed.GivenUpAt, DispatchScene.Noon + scene.Limits.Patience - scene.Limits.LongestPause, DispatchScene.Noon + scene.Limits.Patience);
    }

    [Fact]
    public async Task What_is_refused_is_listed_at_once_and_not_tried_again()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries) { Policy = DispatchScene.With(new NotificationRules([DispatchScene.Slack], [])) };
        scene.Outside.Answer = _ => Receipt.Refused("channel_not_found");
        await scene.SendAsync(DispatchScene.Started());
        await scene.SendAsync(DispatchScene.Resolved());
        await scene.RunToTheEndAsync();

        Assert.Equal("channel_not_found", Assert.Single(await test.Store.Deliveries.LoadUndeliveredAsync(10, Cancellation)).Reason);
        Assert.Single(scene.Outside.Tried);
        Assert.Empty(scene.Queue.Poison);
    }

    [Fact]
    public async Task The_pause_doubles_up_to_a_limit_and_a_receiver_may_ask_for_a_longer_one()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries) { Policy = DispatchScene.With(new NotificationRules([DispatchScene.Slack], [])) };
        scene.Outside.Answer = _ => scene.Outside.Tried.Count switch
        {
            <= 9 => Receipt.Unavailable("busy"),
            10 => Receipt.Unavailable("busy", TimeSpan.FromHours(2)),
            11 => Receipt.Unavailable("busy", TimeSpan.FromDays(400)),
            12 => Receipt.Unavailable("busy", TimeSpan.FromSeconds(1)),
            _ => Receipt.Delivered("taken"),
        };
        await scene.SendAsync(DispatchScene.Started());
        await scene.RunToTheEndAsync();

        Assert.Equal(
            [15, 30, 60, 120, 240, 480, 960, 1800, 1800, 7200, 43200, 1800],
            scene.Queue.Delays.Select(delay => (int)delay.TotalSeconds));
        Assert.Single(scene.Outside.Arrived);
    }

    [Fact]
    public async Task An_event_that_comes_again_while_it_is_retried_does_not_multiply_the_retries()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries) { Policy = DispatchScene.With(new NotificationRules([DispatchScene.Slack], [])) };
        scene.Outside.Answer = _ => Receipt.Unavailable("busy");
        for (var i = 0; i < 4; i++) await scene.SendAsync(DispatchScene.Started());
        await scene.PumpAsync();
        Assert.Equal(4, scene.Outside.Tried.Count);

        await scene.RunToTheEndAsync(atMost: TimeSpan.FromHours(10));
        Assert.InRange(scene.Outside.Tried.Count, 15, 35);
    }

    [Fact]
    public async Task An_end_whose_beginning_was_not_told_here_is_not_told()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        await scene.SendAsync(DispatchScene.Resolved());
        await scene.RunToTheEndAsync();

        Assert.Empty(scene.Outside.Tried);
        Assert.True(scene.Time.GetUtcNow() - DispatchScene.Noon >= scene.Limits.Overtaking);
    }

    [Fact]
    public async Task A_slower_burn_is_not_told_while_a_faster_one_goes_on_nor_is_its_end()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        await scene.SendAsync(DispatchScene.Started());
        await scene.SendAsync(DispatchScene.Started("slow", BurnSeverity.Slow) with { InhibitedBy = "fast" });
        await scene.SendAsync(DispatchScene.Resolved("slow", BurnSeverity.Slow));
        await scene.SendAsync(DispatchScene.Resolved());
        await scene.RunToTheEndAsync();

        Assert.Equal([DispatchScene.Started().Id, DispatchScene.Resolved().Id], scene.ArrivedAt(DispatchScene.Slack));
    }

    [Fact]
    public async Task A_slower_burn_is_told_where_the_faster_one_is_not_and_so_is_its_end()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries) { Policy = DispatchScene.With(new NotificationRules([DispatchScene.Slack], [NotificationEvents.SlowBurn])) };
        await scene.SendAsync(DispatchScene.Started());
        await scene.SendAsync(DispatchScene.Started("slow", BurnSeverity.Slow) with { InhibitedBy = "fast" });
        await scene.SendAsync(DispatchScene.Resolved());
        await scene.SendAsync(DispatchScene.Resolved("slow", BurnSeverity.Slow));
        await scene.RunToTheEndAsync();

        Assert.Equal([DispatchScene.Started("slow").Id, DispatchScene.Resolved("slow").Id], scene.ArrivedAt(DispatchScene.Slack));
    }

    [Fact]
    public async Task The_end_of_a_burn_goes_where_its_beginning_went_though_its_rule_is_of_another_severity_now()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries) { Policy = DispatchScene.With(new NotificationRules([DispatchScene.Pager], [NotificationEvents.FastBurn])) };
        await scene.SendAsync(DispatchScene.Started());
        await scene.SendAsync(DispatchScene.Resolved(severity: BurnSeverity.Slow));
        await scene.RunToTheEndAsync();

        Assert.Equal([DispatchScene.Started().Id, DispatchScene.Resolved().Id], scene.ArrivedAt(DispatchScene.Pager));
    }

    [Fact]
    public async Task An_end_is_told_where_the_beginning_may_have_arrived()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries) { Policy = DispatchScene.With(new NotificationRules([DispatchScene.Pager], [])) };
        scene.Outside.Answer = errand => errand.Event.Kind == BudgetEventKind.BurnResolved
            ? Receipt.Delivered("taken")
            : Receipt.Unavailable("nothing in 20 s") with { MayHaveArrived = true };
        await scene.SendAsync(DispatchScene.Started());
        await scene.RunToTheEndAsync();
        await scene.SendAsync(DispatchScene.Resolved());
        await scene.RunToTheEndAsync();

        Assert.Equal(DispatchScene.Resolved().Id, scene.Outside.Arrived.Last().Event.Id);
        Assert.True(scene.Outside.Tried.ElementAt(1).IsRepeat);
    }

    [Fact]
    public async Task An_event_of_an_SLO_that_the_policy_has_no_longer_has_no_consequence()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        await scene.SendAsync(DispatchScene.Started() with { Slo = "gone" });
        await scene.RunToTheEndAsync();
        Assert.Empty(scene.Outside.Tried);
    }

    [Fact]
    public async Task Old_deliveries_are_forgotten_and_newer_ones_are_not()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        scene.Outside.Answer = _ => Receipt.Refused("no");
        foreach (var days in (int[])[-100, -91, -1]) await scene.SendAsync(DispatchScene.Started() with { Id = $"e{days}", At = DispatchScene.Noon.AddDays(days) });
        await scene.RunToTheEndAsync();
        var deleted = await Assert.Single(test.Store.Dated, rows => rows.Name == "deliveries").PurgeAsync(DispatchScene.Noon.AddDays(-90), null, Cancellation);
        Assert.Equal((8, null), (deleted.Deleted, deleted.After));

        Assert.Equal(["e-1", "e-1"], (await test.Store.Deliveries.LoadUndeliveredAsync(10, Cancellation)).Select(errand => errand.Event.Id));
        Assert.Null(await test.Store.Deliveries.FindAsync(new DeliveryKey("e-91", DispatchScene.Noon.AddDays(-91), DispatchScene.Slack), Cancellation));
        Assert.NotNull(await test.Store.Deliveries.FindAsync(new DeliveryKey("e-1", DispatchScene.Noon.AddDays(-1), DispatchScene.Slack), Cancellation));
    }
}
