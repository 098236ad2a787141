using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.FeatureFlags;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.FeatureFlags;

/// <summary>A process dies before and after every call it makes, and a new one takes over.</summary>
public sealed class FlagCrashTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flag_is_switched_off_once_wherever_a_process_dies(bool after)
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        var deaths = await KillEverywhereAsync(scene, after, (flag, _) => scene.DueAsync(flag), async flag =>
        {
            Assert.Equal((FlagScene.Off, 1), (scene.Fake[flag].Value, scene.Fake.Writes(flag)));
            Assert.Equal(AuditEvent.FlagSwitchedOff, Assert.Single(await scene.AuditOfAsync(flag)).Event);
            Assert.Contains("was switched off", Assert.Single(scene.ToldOf(flag)).Detail, StringComparison.Ordinal);
        });

        // Load, read, intend, switch, keep, audit, tell.
        Assert.Equal(7, deaths);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flag_is_switched_on_again_once_wherever_a_process_dies(bool after)
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        var deaths = await KillEverywhereAsync(
            scene,
            after,
            async (flag, isFirst) =>
            {
                if (!isFirst) return await scene.OverAsync(flag);
                var (fatal, dieAfter) = scene.Mortality.Plan;
                scene.Mortality.Begin();
                await scene.DueAsync(flag);
                scene.Time.Advance(TimeSpan.FromMinutes(20));
                scene.Mortality.Begin(fatal, dieAfter);
                return await scene.OverAsync(flag);
            },
            async flag =>
            {
                Assert.Equal((FlagScene.On, 2), (scene.Fake[flag].Value, scene.Fake.Writes(flag)));
                Assert.Equal([AuditEvent.FlagSwitchedOff, AuditEvent.FlagSwitchedOn], (await scene.AuditOfAsync(flag)).Select(entry => entry.Event));
                Assert.Equal(2, scene.ToldOf(flag).Count);
            });
        Assert.Equal(7, deaths);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_person_who_switches_the_flag_on_after_a_crash_keeps_it_on(bool after)
    {
        await using var scene = await FlagScene.StartAsync(azurite);

        // The fourth call is the write: it had its effect or not, and nobody can tell once a person has changed the flag.
        scene.Fake.Set("new-checkout", FlagScene.On);
        scene.Mortality.Begin(4, after);
        await Assert.ThrowsAsync<Mortality.DeathException>(() => scene.DueAsync());
        scene.Fake.Set("new-checkout", FlagScene.On);
        scene.Mortality.Begin();
        scene.Time.Advance(FlagIntent.Lease);

        var receipt = await scene.DueAsync();

        Assert.Equal(ReceiptKind.Skipped, receipt.Kind);
        Assert.Contains("was changed by somebody meanwhile", receipt.Detail, StringComparison.Ordinal);
        Assert.Equal(FlagScene.On, scene.Fake["new-checkout"].Value);
        Assert.Equal(after ? 1 : 0, scene.Fake.Writes("new-checkout"));
    }

    [Fact]
    public async Task An_attempt_waits_for_one_that_may_still_be_under_way()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        scene.Mortality.Begin(4);
        await Assert.ThrowsAsync<Mortality.DeathException>(() => scene.DueAsync());
        scene.Mortality.Begin();

        var early = await scene.DueAsync();
        Assert.Equal((ReceiptKind.Unavailable, FlagIntent.Lease), (early.Kind, early.RetryAfter));

        scene.Time.Advance(FlagIntent.Lease);
        Assert.Equal(ReceiptKind.Delivered, (await scene.DueAsync()).Kind);
    }

    /// <summary>Lets the n-th call be the last of a process, for every n until one lives.</summary>
    /// <returns>How many calls there were to die at.</returns>
    private static async Task<int> KillEverywhereAsync(FlagScene scene, bool after, Func<string, bool, Task<Receipt>> attempt, Func<string, Task> check)
    {
        for (var fatal = 1; ; fatal++)
        {
            var flag = $"flag-{fatal}";
            scene.Fake.Set(flag, FlagScene.On);
            scene.Mortality.Begin(fatal, after);
            var died = false;
            try
            {
                await attempt(flag, true);
            }
            catch (Mortality.DeathException)
            {
                died = true;
            }

            scene.Mortality.Begin();
            scene.Time.Advance(FlagIntent.Lease);
            Assert.Equal(ReceiptKind.Delivered, (await attempt(flag, false)).Kind);
            await check(flag);
            if (!died) return fatal - 1;
        }
    }
}
