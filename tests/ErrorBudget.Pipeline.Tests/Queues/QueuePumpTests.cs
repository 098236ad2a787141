using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Storage.Queues;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Tests.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.Queues;

/// <summary>The pump on a real Azurite: what the Functions host does with a queue, it does too.</summary>
public sealed class QueuePumpTests(AzuriteFixture azurite)
{
    private static readonly QueuePumpOptions Quick = new()
    {
        Lease = TimeSpan.FromSeconds(2),
        RetryDelay = TimeSpan.FromSeconds(1),
        MaximumPause = TimeSpan.FromMilliseconds(200),
    };

    private readonly ConcurrentQueue<string> _handled = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_handled_once_and_gone()
    {
        var (queue, account) = await NewQueueAsync();
        await queue.SendAsync("Ein Fünfundzwanzigstel ≙ 4 %", TimeSpan.FromMinutes(5), Stop);
        await PumpUntilAsync(queue, Handle, async () => !_handled.IsEmpty && await CountAsync(account, queue.Name) == 0);
        Assert.Equal(["Ein Fünfundzwanzigstel ≙ 4 %"], _handled);
    }

    [Fact]
    public async Task A_message_that_cannot_be_handled_is_in_the_poison_queue_after_exactly_five_tries()
    {
        var (queue, account) = await NewQueueAsync();
        await queue.SendAsync("broken", TimeSpan.FromMinutes(5), Stop);
        var sent = (await account.GetQueueClient(queue.Name).PeekMessageAsync(Stop)).Value.Body.ToString();
        await PumpUntilAsync(queue, Refuse, async () => await PoisonAsync(account, queue.Name) is not null && await CountAsync(account, queue.Name) == 0);
        Assert.Equal(5, _handled.Count);
        Assert.Equal(sent, await PoisonAsync(account, queue.Name));
    }

    [Fact]
    public async Task How_many_messages_were_given_up_is_known_before_and_after_there_is_a_poison_queue()
    {
        var (queue, account) = await NewQueueAsync();
        Assert.Equal(0, await queue.GivenUpAsync(Stop));
        for (var i = 0; i < 3; i++) await queue.PoisonAsync("broken", Stop);
        Assert.Equal(3, await queue.GivenUpAsync(Stop));
        await account.GetQueueClient($"{queue.Name}-poison").ClearMessagesAsync(Stop);
        Assert.Equal(0, await queue.GivenUpAsync(Stop));
    }

    [Fact]
    public async Task What_is_not_base64_is_never_handled_and_poison_unchanged()
    {
        var (queue, account) = await NewQueueAsync();
        await account.GetQueueClient(queue.Name).SendMessageAsync("{\"not\":\"base64\"}", Stop);
        await PumpUntilAsync(queue, Handle, async () => await PoisonAsync(account, queue.Name) is not null && await CountAsync(account, queue.Name) == 0);
        Assert.Empty(_handled);
        Assert.Equal("{\"not\":\"base64\"}", await PoisonAsync(account, queue.Name));
    }

    [Fact]
    public async Task A_message_of_a_process_that_died_is_handled_by_another()
    {
        var (queue, account) = await NewQueueAsync();
        await queue.SendAsync("orphan", TimeSpan.FromMinutes(5), Stop);
        Assert.Single(await queue.TakeAsync(1, Quick.Lease, Stop));
        await PumpUntilAsync(queue, Handle, async () => !_handled.IsEmpty && await CountAsync(account, queue.Name) == 0);
        Assert.Equal(["orphan"], _handled);
    }

    [Fact]
    public async Task A_message_that_killed_five_processes_is_not_handed_to_a_sixth()
    {
        var (queue, account) = await NewQueueAsync();
        await queue.SendAsync("deadly", TimeSpan.FromMinutes(5), Stop);
        for (var kill = 1; kill <= 5; kill++)
        {
            var taken = Assert.Single(await queue.TakeAsync(1, Quick.Lease, Stop));
            Assert.Equal(kill, taken.Attempt);
            Assert.True(await taken.HideAsync(TimeSpan.Zero, Stop));
        }

        await PumpUntilAsync(queue, Handle, async () => await PoisonAsync(account, queue.Name) is not null);
        Assert.Empty(_handled);
    }

    [Fact]
    public async Task A_message_that_takes_longer_than_its_lease_is_not_given_to_another()
    {
        var (queue, account) = await NewQueueAsync();
        await queue.SendAsync("long", TimeSpan.FromMinutes(5), Stop);
        var finish = new TaskCompletionSource();
        var clock = Stopwatch.StartNew();
        await PumpUntilAsync(
            queue,
            (text, _) =>
            {
                _handled.Enqueue(text);
                return finish.Task;
            },
            async () =>
            {
                if (clock.Elapsed > Quick.Lease * 2.5) finish.TrySetResult();
                return finish.Task.IsCompleted && await CountAsync(account, queue.Name) == 0;
            });
        Assert.Equal(["long"], _handled);
    }

    [Fact]
    public async Task Asked_to_stop_it_ends_the_message_it_is_in_and_takes_no_other()
    {
        var (queue, account) = await NewQueueAsync();
        await queue.SendAsync("first", TimeSpan.FromMinutes(5), Stop);
        await queue.SendAsync("second", TimeSpan.FromMinutes(5), Stop);
        var (begun, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var pump = Pump(queue, Quick with { Parallel = 1 }, async (text, _) =>
        {
            _handled.Enqueue(text);
            begun.TrySetResult();
            await finish.Task;
        }).RunAsync(stop.Token);

        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await stop.CancelAsync();
        Assert.False(pump.IsCompleted);
        finish.SetResult();
        await pump.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Single(_handled);
        Assert.Equal(1, await CountAsync(account, queue.Name));
    }

    [Fact]
    public async Task No_more_messages_are_handled_at_once_than_allowed()
    {
        var (queue, account) = await NewQueueAsync();
        for (var number = 0; number < 12; number++) await queue.SendAsync($"{number}", TimeSpan.FromMinutes(5), Stop);
        var (now, most) = (0, 0);
        var full = new TaskCompletionSource();
        await PumpUntilAsync(
            queue,
            async (text, cancellationToken) =>
            {
                lock (full) most = Math.Max(most, ++now);
                if (most == 3) full.TrySetResult();
                await full.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
                lock (full) now--;
                _handled.Enqueue(text);
            },
            async () => _handled.Count == 12 && await CountAsync(account, queue.Name) == 0,
            Quick with { Parallel = 3, Lease = TimeSpan.FromSeconds(30) });
        Assert.Equal(3, most);
        Assert.Equal(12, _handled.Distinct().Count());
    }

    private Task Handle(string text, CancellationToken cancellationToken)
    {
        _handled.Enqueue(text);
        return Task.CompletedTask;
    }

    private Task Refuse(string text, CancellationToken cancellationToken)
    {
        _handled.Enqueue(text);
        throw new InvalidOperationException("refused");
    }

    private static QueuePump Pump(StorageQueue queue, QueuePumpOptions options, Func<string, CancellationToken, Task> handle) =>
        new(queue, handle, options, TimeProvider.System, NullLogger.Instance);

    /// <summary>Pumps until a condition holds, at most for a minute, and then stops in order.</summary>
    private static async Task PumpUntilAsync(StorageQueue queue, Func<string, CancellationToken, Task> handle, Func<Task<bool>> condition, QueuePumpOptions? options = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var pump = Pump(queue, options ?? Quick, handle).RunAsync(stop.Token);
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "the condition did not hold within a minute");
            await Task.Delay(50, Stop);
        }

        await stop.CancelAsync();
        await pump.WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    private async Task<(StorageQueue Queue, QueueServiceClient Account)> NewQueueAsync()
    {
        var account = new QueueServiceClient((await azurite.ServerAsync()).ConnectionString);
        var name = $"q{Guid.NewGuid():N}";
        await account.CreateQueueAsync(name, cancellationToken: Stop);
        return (new StorageQueue(account, name), account);
    }

    private static async Task<int> CountAsync(QueueServiceClient account, string queue) =>
        (await account.GetQueueClient(queue).GetPropertiesAsync(Stop)).Value.ApproximateMessagesCount;

    /// <summary>The only message in a queue's poison queue; null if there is none.</summary>
    private static async Task<string?> PoisonAsync(QueueServiceClient account, string queue)
    {
        var poison = account.GetQueueClient($"{queue}-poison");
        return await poison.ExistsAsync(Stop) ? (await poison.PeekMessagesAsync(2, Stop)).Value.SingleOrDefault()?.Body.ToString() : null;
    }
}
