using Azure.Storage.Queues;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.Dispatch;

/// <summary>What was given up is done after all, once, when a person has removed the cause.</summary>
public sealed class RequeueTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_refused_arrives_once_after_it_is_sent_again_and_is_no_longer_listed()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        scene.Outside.Answer = errand => errand.Target == DispatchScene.Slack ? Receipt.Refused("invalid_auth") : Receipt.Delivered("taken");
        await scene.SendAsync(DispatchScene.Started());
        await scene.RunToTheEndAsync();
        Assert.Equal([DispatchScene.Slack], (await test.Store.Deliveries.LoadUndeliveredAsync(10, Stop)).Select(errand => errand.Target));

        scene.Outside.Answer = _ => Receipt.Delivered("taken");
        var retry = new RetryUndelivered(test.Store.Deliveries, scene.Queue, scene.Time);
        Assert.Equal(1, await retry.RunAsync(Stop));
        Assert.Equal(0, await retry.RunAsync(Stop));
        await scene.RunToTheEndAsync();

        Assert.Empty(await test.Store.Deliveries.LoadUndeliveredAsync(10, Stop));
        Assert.Equal([DispatchScene.Started().Id], scene.ArrivedAt(DispatchScene.Slack));
        Assert.Single(scene.ArrivedAt(DispatchScene.Pager));
    }

    [Fact]
    public async Task What_is_refused_again_is_listed_again()
    {
        using var test = await azurite.NewStoreAsync();
        var scene = new DispatchScene(test.Store.Deliveries);
        scene.Outside.Answer = _ => Receipt.Refused("invalid_auth");
        await scene.SendAsync(DispatchScene.Started());
        await scene.RunToTheEndAsync();

        Assert.Equal(2, await new RetryUndelivered(test.Store.Deliveries, scene.Queue, scene.Time).RunAsync(Stop));
        Assert.Empty(await test.Store.Deliveries.LoadUndeliveredAsync(10, Stop));
        await scene.RunToTheEndAsync();

        Assert.Equal(2, (await test.Store.Deliveries.LoadUndeliveredAsync(10, Stop)).Count);
    }

    [Fact]
    public async Task A_run_that_dies_anywhere_is_repeated_and_nothing_is_lost_or_done_twice()
    {
        for (var fatal = 1; ; fatal++)
        {
            var died = false;
            foreach (var after in (bool[])[false, true])
            {
                using var test = await azurite.NewStoreAsync();
                var scene = new DispatchScene(test.Store.Deliveries);
                scene.Outside.Answer = _ => Receipt.Refused("invalid_auth");
                await scene.SendAsync(DispatchScene.Started());
                await scene.RunToTheEndAsync();
                var before = scene.Outside.Arrived.Count;
                scene.Outside.Answer = _ => Receipt.Delivered("taken");

                var life = new Mortal(fatal, after);
                try
                {
                    await new RetryUndelivered(new MortalDeliveries(test.Store.Deliveries, life), new MortalQueue(scene.Queue, life), scene.Time).RunAsync(Stop);
                }
                catch (Mortal.DeathException)
                {
                    died = true;
                }

                await new RetryUndelivered(test.Store.Deliveries, scene.Queue, scene.Time).RunAsync(Stop);
                await scene.RunToTheEndAsync();
                Assert.Equal(before + 2, scene.Outside.Arrived.Count);
                Assert.Empty(await test.Store.Deliveries.LoadUndeliveredAsync(10, Stop));
            }

            if (died) continue;
            Assert.True(fatal > 6);
            return;
        }
    }

    [Fact]
    public async Task Messages_of_a_poison_queue_return_unchanged_and_what_is_not_ours_stays()
    {
        var account = new QueueServiceClient((await azurite.ServerAsync()).ConnectionString);
        var name = "q" + Guid.NewGuid().ToString("N")[..20];
        var poison = new StorageQueue(account, $"{name}-poison");
        for (var number = 0; number < 40; number++) await poison.SendAsync(FormattableString.Invariant($"message {number}"), TimeSpan.FromSeconds(-1), Stop);
        await account.GetQueueClient($"{name}-poison").SendMessageAsync("{\"not\":\"base64\"}", Stop);

        var requeue = new PoisonReturn(account);
        Assert.Equal(41, await requeue.CountAsync(name, Stop));
        Assert.Equal((40, 1), await requeue.RunAsync(name, Stop));

        Assert.Equal(1, await requeue.CountAsync(name, Stop));
        var returned = new List<string?>();
        var queue = new StorageQueue(account, name);
        while (await queue.TakeAsync(32, TimeSpan.FromMinutes(1), Stop) is { Count: > 0 } taken) returned.AddRange(taken.Select(message => message.Text));
        Assert.Equal(Enumerable.Range(0, 40).Select(number => FormattableString.Invariant($"message {number}")).Order(StringComparer.Ordinal), returned.Order(StringComparer.Ordinal));
    }
}
