using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.FeatureFlags;

public sealed class FlagRollbackTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_flag_is_switched_off_once_audited_and_told_however_often_the_errand_comes()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);

        var receipts = new List<Receipt>();
        for (var i = 0; i < 3; i++) receipts.Add(await scene.DueAsync());

        Assert.All(receipts, receipt => Assert.Equal(ReceiptKind.Delivered, receipt.Kind));
        Assert.Equal(FlagScene.Off, scene.Fake["new-checkout"].Value);
        Assert.Equal(1, scene.Fake.Writes("new-checkout"));
        var told = Assert.Single(scene.ToldOf());
        Assert.Equal(BudgetEventKind.FlagsSwitchedOff, told.Kind);
        Assert.Equal("new-checkout in production was switched off: shop/availability burned its error budget 14.9 times too fast over 60 min (1,490 bad of 100,000 events)", told.Detail);
        var entry = Assert.Single(await scene.AuditOfAsync());
        Assert.Equal((AuditEvent.FlagSwitchedOff, "shop", "availability", "2.0-test"), (entry.Event, entry.Service, entry.Slo, entry.PolicyVersion));
        Assert.Equal(("new-checkout", "production", "e1", 25.5m), (entry.Flag!.Flag, entry.Flag.Store, entry.Flag.Episode, entry.Flag.RemainingPct));
        Assert.Equal([new AuditedBurn("fast", 14.9m, true)], entry.Flag.Burns);
        Assert.Empty(scene.Fake.Faults);
    }

    [Fact]
    public async Task A_flag_we_switched_off_is_switched_on_again_when_the_burn_is_over()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        await scene.DueAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(ReceiptKind.Delivered, (await scene.OverAsync()).Kind);
        Assert.Equal(ReceiptKind.Delivered, (await scene.OverAsync()).Kind);

        Assert.Equal(FlagScene.On, scene.Fake["new-checkout"].Value);
        Assert.Equal(2, scene.Fake.Writes("new-checkout"));
        Assert.Equal([AuditEvent.FlagSwitchedOff, AuditEvent.FlagSwitchedOn], (await scene.AuditOfAsync()).Select(entry => entry.Event));
        var told = scene.ToldOf()[1];
        Assert.Equal((BudgetEventKind.FlagsSwitchedOn, scene.ToldOf()[0].Id, scene.ToldOf()[0].Episode), (told.Kind, told.Follows, told.Episode));
        Assert.Equal("new-checkout in production was switched on again: the burn of shop/availability is over", told.Detail);
    }

    [Fact]
    public async Task A_flag_that_was_already_off_is_left_alone_and_stays_so_afterwards()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.Off);

        var due = await scene.DueAsync();
        var over = await scene.OverAsync();

        Assert.Equal((ReceiptKind.Skipped, ReceiptKind.Skipped), (due.Kind, over.Kind));
        Assert.StartsWith("new-checkout in production was already off, so nothing was changed", Assert.Single(scene.ToldOf()).Detail, StringComparison.Ordinal);
        Assert.Equal((FlagScene.Off, 0), (scene.Fake["new-checkout"].Value, scene.Fake.Writes("new-checkout")));
        Assert.Empty(await scene.AuditOfAsync());
    }

    [Fact]
    public async Task A_person_who_switches_the_flag_between_our_reading_and_our_writing_is_not_overwritten()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        scene.Fake.Before = (_, method, _) =>
        {
            if (method == "PUT") scene.Fake.Set("new-checkout", FlagScene.On);
            return Task.FromResult(false);
        };

        var receipt = await scene.DueAsync();
        scene.Fake.Before = (_, _, _) => Task.FromResult(false);
        var again = await scene.DueAsync();

        Assert.Equal((ReceiptKind.Skipped, receipt), (receipt.Kind, again));
        Assert.StartsWith("new-checkout in production was changed by somebody meanwhile and left as it is", Assert.Single(scene.ToldOf()).Detail, StringComparison.Ordinal);
        Assert.Equal((FlagScene.On, 0), (scene.Fake["new-checkout"].Value, scene.Fake.Writes("new-checkout")));
        Assert.Empty(await scene.AuditOfAsync());
    }

    [Fact]
    public async Task A_person_who_switches_the_flag_on_again_in_the_same_episode_is_not_overwritten()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        await scene.DueAsync();
        scene.Fake.Set("new-checkout", FlagScene.On);

        await scene.DueAsync();
        Assert.Equal((FlagScene.On, 1), (scene.Fake["new-checkout"].Value, scene.Fake.Writes("new-checkout")));

        Assert.Contains("was switched on by somebody already", (await scene.OverAsync()).Detail, StringComparison.Ordinal);
        await scene.DueAsync(episode: "e2");
        Assert.Equal((FlagScene.Off, 2), (scene.Fake["new-checkout"].Value, scene.Fake.Writes("new-checkout")));
    }

    [Fact]
    public async Task A_flag_that_somebody_touched_since_is_not_switched_on()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);
        await scene.DueAsync();
        scene.Fake.Set("new-checkout", FlagScene.Off);

        var receipt = await scene.OverAsync();

        Assert.Equal(ReceiptKind.Skipped, receipt.Kind);
        Assert.Contains("was changed by somebody since it was switched off", receipt.Detail, StringComparison.Ordinal);
        Assert.Equal((FlagScene.Off, 1), (scene.Fake["new-checkout"].Value, scene.Fake.Writes("new-checkout")));
    }

    [Fact]
    public async Task Without_restore_a_person_switches_the_flag_on()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Rules = scene.Rules with { Restore = false };
        scene.Fake.Set("new-checkout", FlagScene.On);
        await scene.DueAsync();

        Assert.Equal(ReceiptKind.Skipped, (await scene.OverAsync()).Kind);
        Assert.Equal(FlagScene.Off, scene.Fake["new-checkout"].Value);
    }

    [Fact]
    public async Task A_flag_that_two_SLOs_need_off_is_switched_on_when_neither_does()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        var other = new SloId("payments", "latency");
        scene.Fake.Set("new-checkout", FlagScene.On);
        await scene.DueAsync(episode: "e1");
        await scene.DueAsync(episode: "e2", slo: other);

        Assert.Contains("another burn still needs", (await scene.OverAsync(episode: "e1")).Detail, StringComparison.Ordinal);
        Assert.Equal(FlagScene.Off, scene.Fake["new-checkout"].Value);

        Assert.Equal(ReceiptKind.Delivered, (await scene.OverAsync(episode: "e2", slo: other)).Kind);
        Assert.Equal((FlagScene.On, 2), (scene.Fake["new-checkout"].Value, scene.Fake.Writes("new-checkout")));
    }

    [Fact]
    public async Task A_burn_that_is_over_before_its_beginning_arrives_switches_nothing()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        scene.Fake.Set("new-checkout", FlagScene.On);

        Assert.Equal(ReceiptKind.Skipped, (await scene.OverAsync()).Kind);
        Assert.Contains("was over before", (await scene.DueAsync()).Detail, StringComparison.Ordinal);
        Assert.Equal((FlagScene.On, 0), (scene.Fake["new-checkout"].Value, scene.Fake.Writes("new-checkout")));
    }

    [Fact]
    public async Task Two_dispatchers_at_once_switch_once()
    {
        await using var scene = await FlagScene.StartAsync(azurite);
        for (var round = 0; round < 10; round++)
        {
            var flag = $"flag-{round}";
            scene.Fake.Set(flag, FlagScene.On);

            var receipts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => UntilDoneAsync(() => scene.DueAsync(flag))));

            Assert.All(receipts, receipt => Assert.Equal(ReceiptKind.Delivered, receipt.Kind));
            Assert.Equal((FlagScene.Off, 1), (scene.Fake[flag].Value, scene.Fake.Writes(flag)));
            Assert.Single(await scene.AuditOfAsync(flag));
            Assert.Single(scene.ToldOf(flag));
        }
    }

    /// <summary>Comes back as the queue does.</summary>
    private static async Task<Receipt> UntilDoneAsync(Func<Task<Receipt>> attempt)
    {
        for (var i = 0; i < 200; i++)
        {
            var receipt = await attempt();
            if (receipt.Kind != ReceiptKind.Unavailable) return receipt;
            await Task.Delay(20, FlagScene.Cancellation);
        }

        throw new TimeoutException("The errand was never done.");
    }
}
