using Azure.Storage.Queues;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The standalone app in the middle of a shard's message: killed, asked to stop, and with others beside it.</summary>
public sealed class ShardMessageTests(World world, PublishedApps apps) : IClassFixture<World>, IAsyncLifetime
{
    private const string Queue = "error-budget-shards";
    private const int Shards = 4;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AzuriteServer _azurite = null!;
    private StorageProxy _prometheus = null!;
    private Dictionary<string, string> _settings = null!;

    public async ValueTask InitializeAsync()
    {
        _azurite = await AzuriteServer.StartAsync();
        _prometheus = await StorageProxy.StartAsync(world.Prometheus.Address);
        _prometheus.BeforeWrite = async _ =>
        {
            _asked.TrySetResult();
            await _answer.Task;
            return true;
        };

        // One message for each shard at the start of an app, and then none until next year.
        _settings = world.Settings(world.WritePolicy(World.Policy.Replace("version: \"2.0\"", $"version: \"2.0\"\n  shards: {Shards}", StringComparison.Ordinal)));
        _settings["AzureWebJobsStorage"] = _azurite.ConnectionString;
        _settings["EVALUATION_SCHEDULE"] = "0 0 0 1 1 *";
    }

    public async ValueTask DisposeAsync()
    {
        _answer.TrySetResult();
        await _prometheus.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Killed_in_the_middle_of_a_message_another_process_handles_it_once_its_lease_ends(AppBuild build)
    {
        await using (var victim = await StartHeldAsync(build))
        {
            Assert.Equal(Shards, await MessagesAsync());
            victim.Kill();
            Assert.Equal(0, Evaluations(victim));
        }

        // Its message is hidden and not gone; the successor's start adds one for each shard.
        Assert.Equal(Shards, await MessagesAsync());
        await using var successor = await apps.StartAsync(build, _settings);
        await successor.UntilAsync("every message has been handled", async () => await MessagesAsync() == 0, TimeSpan.FromSeconds(120));
        Assert.Equal(2 * Shards, Evaluations(successor));
        await World.CompleteAsync(successor);
        await world.AssertTrueAsync(successor);
        Assert.False(await PoisonExistsAsync());
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Asked_to_stop_in_the_middle_of_a_message_it_ends_that_message_takes_no_other_and_exits_with_0(AppBuild build)
    {
        await using var app = await StartHeldAsync(build);
        var stopping = app.StopAsync(Soon);
        await app.UntilAsync("it has been asked to stop", () => Task.FromResult(app.Output.Contains("Application is shutting down", StringComparison.Ordinal)), Soon);
        Assert.Equal((0, Shards, false), (Evaluations(app), await MessagesAsync(), app.HasExited));

        _answer.SetResult();
        Assert.Equal(0, await stopping);
        Assert.Equal((1, Shards - 1), (Evaluations(app), await MessagesAsync()));
        Assert.False(await PoisonExistsAsync());

        // What it wrote is whole: another goes on from there.
        await using var successor = await apps.StartAsync(build, _settings);
        await World.CompleteAsync(successor);
        await world.AssertTrueAsync(successor);
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Several_processes_share_four_shards_and_count_everything_once(AppBuild build)
    {
        _settings["EVALUATION_SCHEDULE"] = "* * * * * *";
        await using var first = await apps.StartAsync(build, _settings);
        await using var second = await apps.StartAsync(build, _settings);
        await using var third = await apps.StartAsync(build, _settings);
        AppProcess[] all = [first, second, third];
        foreach (var app in all) await app.UntilAsync("a shard has been evaluated here", () => Task.FromResult(Evaluations(app) > 0), Soon);
        foreach (var app in all)
        {
            await World.CompleteAsync(app);
            await world.AssertTrueAsync(app);
        }

        Assert.False(await PoisonExistsAsync());
    }

    /// <summary>Starts an app and returns when it is in a message, waiting for Prometheus.</summary>
    private async Task<AppProcess> StartHeldAsync(AppBuild build)
    {
        var app = await apps.StartAsync(build, new Dictionary<string, string>(_settings) { ["PROMETHEUS_URL"] = _prometheus.Address.ToString() });
        await _asked.Task.WaitAsync(Soon, TestContext.Current.CancellationToken);
        await app.UntilAsync("there is a message for each shard", async () => await MessagesAsync() == Shards, Soon);
        return app;
    }

    /// <summary>How many messages there are, also those that are hidden while somebody handles them.</summary>
    private async Task<int> MessagesAsync() => (await new QueueClient(_azurite.ConnectionString, Queue).GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount;

    private async Task<bool> PoisonExistsAsync() => await new QueueClient(_azurite.ConnectionString, $"{Queue}-poison").ExistsAsync(TestContext.Current.CancellationToken);

    private static int Evaluations(AppProcess app) => app.Output.Split('\n').Count(line => line.Contains("Evaluated ", StringComparison.Ordinal));
}
