using System.Net;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>An evaluation split into shards, which several processes take from the queue.</summary>
public sealed class ShardTests(World world) : IClassFixture<World>
{
    private static string Sharded => World.Policy.Replace("version: \"2.0\"", "version: \"2.0\"\n  shards: 3", StringComparison.Ordinal);

    [Fact]
    public async Task Two_processes_share_the_shards_and_one_goes_on_when_the_other_is_killed()
    {
        var settings = world.Settings(world.WritePolicy(Sharded));
        await using var azurite = await AzuriteServer.StartAsync();
        settings["AzureWebJobsStorage"] = azurite.ConnectionString;
        await using var survivor = await AppProcess.StartAsync(settings);
        await using (var victim = await AppProcess.StartAsync(settings))
        {
            foreach (var app in (AppProcess[])[survivor, victim])
                await app.UntilAsync("a shard has been evaluated here", () => Task.FromResult(Evaluates(app)), TimeSpan.FromSeconds(60));
            victim.Kill();
        }

        await World.CompleteAsync(survivor);
        await world.AssertTrueAsync(survivor);

        // Health asks for every shard's latest evaluation: each goes on without the other process.
        var before = DateTimeOffset.UtcNow;
        await survivor.UntilAsync(
            "every shard has been evaluated since",
            async () =>
            {
                var (status, health) = await survivor.GetAsync("/api/health");
                return status == HttpStatusCode.OK && health.GetProperty("evaluatedAt").GetDateTimeOffset() > before;
            },
            TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task When_there_are_fewer_shards_than_before_health_counts_every_SLO_once()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var settings = world.Settings(world.WritePolicy(Sharded));
        settings["AzureWebJobsStorage"] = azurite.ConnectionString;
        await using (var sharded = await AppProcess.StartAsync(settings)) await World.CompleteAsync(sharded);

        settings = world.Settings(world.WritePolicy(World.Policy));
        settings["AzureWebJobsStorage"] = azurite.ConnectionString;
        await using var app = await AppProcess.StartAsync(settings);
        await World.CompleteAsync(app);
    }

    private static bool Evaluates(AppProcess app) => app.Output.Contains("Evaluated ", StringComparison.Ordinal);
}
