using System.Net;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>What people see when something around the app is broken.</summary>
public sealed class OutageTests(World world) : IClassFixture<World>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task With_Prometheus_gone_the_last_budgets_stay_and_health_says_what_is_wrong()
    {
        await using var prometheus = await PrometheusServer.StartAsync(world.History.Write, cancellationToken: TestContext.Current.CancellationToken);
        await using var app = await AppProcess.StartAsync(world.Settings(prometheus: prometheus.Address));
        await World.CompleteAsync(app);
        await prometheus.DisposeAsync();

        // The next minute cannot be read.
        await app.UntilAsync("health tells of Prometheus", async () => await HealthHas(app, prometheus.Address.Authority), TimeSpan.FromSeconds(120));
        var (status, gate) = await app.GetAsync("/api/gate/restarting");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(JsonValueKind.Null, gate.GetProperty("remainingPct").ValueKind);
        Assert.True(gate.GetProperty("dataAgeSeconds").GetInt64() >= 30);
    }

    [Fact]
    public async Task With_the_storage_gone_the_gate_answers_from_what_it_knows_and_recovers()
    {
        await using var azurite = await AzuriteServer.StartAsync(inMemory: false);
        var settings = world.Settings();
        settings["AzureWebJobsStorage"] = azurite.ConnectionString;
        await using var app = await AppProcess.StartAsync(settings);
        await World.CompleteAsync(app);
        var (_, before) = await app.GetAsync("/api/gate/restarting");
        await azurite.StopAsync();

        await app.UntilAsync("health tells of the storage", async () => await HealthHas(app, "storage unreachable"), Soon);
        var (status, after) = await app.GetAsync("/api/gate/restarting");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(before.GetProperty("remainingPct").GetDecimal(), after.GetProperty("remainingPct").GetDecimal(), 1);

        await azurite.StartAgainAsync();
        await app.UntilAsync("all is well again", async () => (await app.GetAsync("/api/health")).Status == HttpStatusCode.OK, Soon);
    }

    [Fact]
    public async Task Without_storage_from_the_start_errors_say_so_and_all_is_well_once_it_is_there()
    {
        await using var azurite = await AzuriteServer.StartAsync(inMemory: false);
        await azurite.StopAsync();
        var settings = world.Settings();
        settings["AzureWebJobsStorage"] = azurite.ConnectionString;
        await using var app = await AppProcess.StartAsync(settings);
        var (status, problem) = await app.GetAsync("/api/gate/checkout");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"127.0.0.1:{azurite.TablePort}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        await azurite.StartAgainAsync();
        await World.CompleteAsync(app);
        Assert.DoesNotContain("AccountKey", app.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_broken_policy_is_refused_and_the_last_good_one_stays_even_over_a_restart()
    {
        var path = world.WritePolicy();
        var settings = world.Settings(path);
        string version;
        await using (var app = await AppProcess.StartAsync(settings))
        {
            await World.CompleteAsync(app);
            version = (await app.GetAsync("/api/health")).Body.GetProperty("policyVersion").GetString()!;
            await File.WriteAllTextAsync(path, World.Policy.Replace("window_days", "window_dayz", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            await app.UntilAsync("the policy is refused", async () => await HealthHas(app, "window_dayz"), Soon);
            await AssertInForce(app, version);
        }

        await using var restarted = await AppProcess.StartAsync(settings);
        await restarted.UntilAsync("the last good policy is back", async () => await HealthHas(restarted, "stays in force"), Soon);
        await AssertInForce(restarted, version);
        var (_, health) = await restarted.GetAsync("/api/health");
        Assert.Contains(health.GetProperty("problems").EnumerateArray(), problem => problem.GetString()!.StartsWith($"{path}:6:", StringComparison.Ordinal) && problem.GetString()!.Contains("window_days", StringComparison.Ordinal));

        await File.WriteAllTextAsync(path, World.Policy, TestContext.Current.CancellationToken);
        await World.CompleteAsync(restarted);
    }

    [Fact]
    public async Task A_policy_that_was_never_good_leaves_nothing_to_ask()
    {
        await using var app = await AppProcess.StartAsync(world.Settings(world.WritePolicy("policy: [")));
        await app.UntilAsync("the policy is refused", async () => await HealthHas(app, "none is in force"), Soon);
        var (status, problem) = await app.GetAsync("/api/gate/checkout");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("No policy is in force", problem.GetProperty("title").GetString());
    }

    private static async Task<bool> HealthHas(AppProcess app, string text)
    {
        var (status, health) = await app.GetAsync("/api/health");
        return status == HttpStatusCode.ServiceUnavailable && health.GetProperty("problems").EnumerateArray().Any(problem => problem.GetString()!.Contains(text, StringComparison.Ordinal));
    }

    private static async Task AssertInForce(AppProcess app, string version)
    {
        var (status, gate) = await app.GetAsync("/api/gate/checkout");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(version, gate.GetProperty("policyVersion").GetString());
    }
}
