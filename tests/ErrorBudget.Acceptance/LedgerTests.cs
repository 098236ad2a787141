using System.Net;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The published app on real input: whatever happens to it, every minute is counted once.</summary>
public sealed class LedgerTests(World world, PublishedApps apps) : IClassFixture<World>
{
    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Every_minute_of_the_past_is_counted_as_it_was(AppBuild build)
    {
        await using var app = await apps.StartAsync(build, world.Settings());
        await World.CompleteAsync(app);
        await world.AssertTrueAsync(app);
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Budgets_and_gate_follow_from_the_counts(AppBuild build)
    {
        await using var app = await apps.StartAsync(build, world.Settings());
        await World.CompleteAsync(app);
        var (_, budget) = await app.GetAsync("/api/budgets/checkout/availability");
        var (good, bad, total) = (budget.GetProperty("good").GetInt64(), budget.GetProperty("bad").GetInt64(), budget.GetProperty("total").GetInt64());
        Assert.Equal(total, good + bad);
        Assert.Equal(1 - (bad / (0.01m * total)), budget.GetProperty("remainingPct").GetDecimal() / 100, 5);

        var (status, gate) = await app.GetAsync("/api/gate/checkout");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("availability", gate.GetProperty("slo").GetString());
        Assert.Contains(gate.GetProperty("reasons").EnumerateArray(), reason => reason.GetString()!.Contains(bad.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Equal(gate.GetProperty("allowed").GetBoolean() ? "successful" : "failed", gate.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_write_and_started_again_it_ends_with_the_same_ledger(bool afterTheWrite)
    {
        // A few dozen starts: the native build, which starts fast, stands for both.
        const AppBuild build = AppBuild.Native;
        for (var fatal = 1; ; fatal++)
        {
            await using var proxy = await StorageProxy.StartAsync(new Uri($"http://127.0.0.1:{world.Azurite.TablePort}"));
            var settings = world.Settings(tables: proxy.Address);
            if (!await DiesAsync(build, settings, proxy, fatal, afterTheWrite))
            {
                Assert.True(fatal > 8, "the run has writes to die at");
                return;
            }

            await using var app = await apps.StartAsync(build, settings);
            await World.CompleteAsync(app);
            await world.AssertTrueAsync(app);
        }
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task Two_apps_on_the_same_tables_count_everything_once(AppBuild build)
    {
        var settings = world.Settings();
        await using var first = await apps.StartAsync(build, settings);
        await using var second = await apps.StartAsync(build, settings);
        await World.CompleteAsync(first);
        await World.CompleteAsync(second);
        await world.AssertTrueAsync(first);
        await world.AssertTrueAsync(second);
    }

    [Theory]
    [InlineData(AppBuild.FrameworkDependent)]
    [InlineData(AppBuild.Native)]
    public async Task It_ends_when_asked_to(AppBuild build)
    {
        await using var app = await apps.StartAsync(build, world.Settings());
        await World.CompleteAsync(app);
        Assert.Equal(0, await app.StopAsync(TimeSpan.FromSeconds(20)));
    }

    /// <summary>Lets an app die at a write, before or after the storage has it.</summary>
    /// <returns>Whether it came to that write before all was read.</returns>
    private async Task<bool> DiesAsync(AppBuild build, Dictionary<string, string> settings, StorageProxy proxy, int fatal, bool afterTheWrite)
    {
        var reached = new TaskCompletionSource();
        Func<int, Task<bool>> die = async number =>
        {
            if (number != fatal) return !reached.Task.IsCompleted;
            reached.TrySetResult();
            await Task.Yield();
            return false;
        };
        if (afterTheWrite) proxy.AfterWrite = die;
        else proxy.BeforeWrite = die;

        await using var app = await apps.StartAsync(build, settings);
        var complete = World.CompleteAsync(app);
        var died = await Task.WhenAny(reached.Task, complete) == reached.Task;
        app.Kill();

        // Waiting ends in a timeout, since the app is gone; only at the very last write may all have been read already.
        if (died) await complete.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        (proxy.BeforeWrite, proxy.AfterWrite) = (_ => Task.FromResult(true), _ => Task.FromResult(true));
        return died;
    }
}
