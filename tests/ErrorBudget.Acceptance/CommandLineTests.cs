using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The installed command line beside the published app: the same numbers, and exit codes that pipelines can go by.</summary>
public sealed partial class CommandLineTests(World world, InstalledTool tool, PublishedApps apps) : IClassFixture<World>, IClassFixture<InstalledTool>
{
    private const string Key = "gate-key-0123456789";

    [Fact]
    public async Task A_pipeline_learns_from_the_exit_code_what_the_gate_of_the_app_says()
    {
        await using var app = await StartAsync();
        await World.CompleteAsync(app);
        var url = app.Client.BaseAddress!.ToString();

        foreach (var service in CounterHistory.Services)
        {
            var (_, answer) = await app.GetAsync($"/api/gate/{service}?code={Key}");
            var run = await tool.RunAsync(WithKey(Key), "gate", service, "--url", url);
            Assert.Equal((service, answer.GetProperty("allowed").GetBoolean() ? 0 : 1, ""), (service, run.ExitCode, run.Error));
            Assert.StartsWith($"{service}: {(run.ExitCode == 0 ? "release" : "do not release")} ({answer.GetProperty("decision").GetString()}, because of availability)\n", run.Out, StringComparison.Ordinal);
            Assert.Contains($"policy {answer.GetProperty("policyVersion").GetString()}", run.Out, StringComparison.Ordinal);
        }

        Assert.Equal((0, "allow"), await DecisionAsync("idle"));
        Assert.Equal((1, "block"), await DecisionAsync("restarting"));
        Assert.Equal((0, "allow"), await DecisionAsync("restarting", "--change", "fix"));

        async Task<(int, string?)> DecisionAsync(params string[] asked)
        {
            var run = await tool.RunAsync(WithKey(Key), ["gate", .. asked, "--url", url, "--json"]);
            return (run.ExitCode, JsonDocument.Parse(run.Out).RootElement.GetProperty("decision").GetString());
        }
    }

    [Fact]
    public async Task Before_anything_is_known_the_gate_is_closed_and_without_a_decision_the_exit_code_is_another()
    {
        // Nobody fires the timer of an app under a host.
        await using var app = await StartAsync(underHost: true);
        var url = app.Client.BaseAddress!.ToString();
        var unknown = await tool.RunAsync(WithKey(Key), "gate", "checkout", "--url", url);
        Assert.Equal((1, ""), (unknown.ExitCode, unknown.Error));
        Assert.StartsWith("checkout: do not release (unknown, because of availability)\n", unknown.Out, StringComparison.Ordinal);

        await AssertNoDecisionAsync(3, "Set ERRORBUDGET_KEY to a gate key", "wrong-key-0123456789", "gate", "checkout", "--url", url);
        await AssertNoDecisionAsync(3, "Set ERRORBUDGET_KEY to a gate key", "", "gate", "checkout", "--url", url);
        await AssertNoDecisionAsync(2, "nobody", Key, "gate", "nobody", "--url", url);
        await AssertNoDecisionAsync(3, "Connection refused", Key, "gate", "checkout", "--url", $"http://127.0.0.1:{FreePort.Next()}");
        await AssertNoDecisionAsync(2, "in the clear", Key, "gate", "checkout", "--url", "http://example.com");
    }

    [Fact]
    public async Task What_it_reads_by_itself_are_the_numbers_of_the_app()
    {
        var settings = world.Settings();
        var dry = await tool.RunAsync(settings, "evaluate", "--json");
        var read = await tool.RunAsync(settings, "backfill");
        Assert.Equal((0, "", 0), (dry.ExitCode, dry.Error, read.ExitCode));
        Assert.Matches(@"\AThe history of all 4 SLOs is read: 4\.\d SLO-days\.\n\z", read.Out);

        // What it has read is what an app finds that starts now.
        await using var app = await apps.StartAsync(AppBuild.Native, settings);
        await World.CompleteAsync(app);
        await world.AssertTrueAsync(app);
        var (_, budgets) = await app.GetAsync("/api/budgets");
        var now = budgets.EnumerateArray().ToDictionary(budget => budget.GetProperty("service").GetString()!);
        foreach (var budget in JsonDocument.Parse(dry.Out).RootElement.EnumerateArray())
        {
            // Both have the same window, unless a minute has passed in between.
            var same = now[budget.GetProperty("service").GetString()!];
            if (same.GetProperty("dataThrough").GetString() == budget.GetProperty("dataThrough").GetString())
                Assert.Equal(Counts(same), Counts(budget));
        }

        var explained = await tool.RunAsync(settings, "explain", "restarting");
        var (good, bad, total) = Counts(now["restarting"]);
        Assert.Equal((0, ""), (explained.ExitCode, explained.Error));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"good {good:N0} + bad {bad:N0} = total {total:N0} events"), explained.Out, StringComparison.Ordinal);

        var replayed = await tool.RunAsync(settings, "backtest", "restarting", "--days", "1", "--json");
        Assert.Equal((0, ""), (replayed.ExitCode, replayed.Error));
        Assert.Equal("restarting", JsonDocument.Parse(replayed.Out).RootElement.GetProperty("slos")[0].GetProperty("service").GetString());
        Assert.Equal((0, 1), ((await tool.RunAsync(settings, "validate")).ExitCode, (await tool.RunAsync(settings, "validate", world.WritePolicy("policy: ["))).ExitCode));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task In_a_terminal_no_name_is_broken_whatever_its_width(int width)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "script(1) of other systems takes other arguments");
        var settings = world.Settings(Path.Combine(AppProcess.Repository, "config", "error-budget-policy.yaml"));
        var run = await tool.RunInTerminalAsync(width, settings, "validate");
        var text = Escapes().Replace(run.Out, "").ReplaceLineEndings("\n");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\nSERVICE          SLO      OWNER  TARGET   WINDOW  BURN-RATE RULES", text, StringComparison.Ordinal);
        Assert.Contains("\npayment-gateway  latency         99.95 %  30 d    fast 14.4x/5 min", text, StringComparison.Ordinal);
        Assert.Contains("slack:#reliability", text, StringComparison.Ordinal);
    }

    private async Task AssertNoDecisionAsync(int exitCode, string says, string key, params string[] arguments)
    {
        var run = await tool.RunAsync(WithKey(key), arguments);
        Assert.Equal((says, exitCode, ""), (says, run.ExitCode, run.Out));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("-key-0123456789", run.Error, StringComparison.Ordinal);
    }

    private Task<AppProcess> StartAsync(bool underHost = false)
    {
        // One event of a few hundred is bad in "restarting": more than a strict target allows.
        var parts = World.Policy.Split("- name: restarting");
        var strict = parts[1].Split("target: 0.99", 2);
        var settings = world.Settings(world.WritePolicy($"{parts[0]}- name: restarting{strict[0]}target: 0.999{strict[1]}"));
        settings["ERRORBUDGET_KEYS__gate"] = $"pipeline={Key}";
        return apps.StartAsync(AppBuild.Native, settings, underHost);
    }

    private static Dictionary<string, string> WithKey(string key) => new() { ["ERRORBUDGET_KEY"] = key };

    private static (long Good, long Bad, long Total) Counts(JsonElement budget) =>
        (budget.GetProperty("good").GetInt64(), budget.GetProperty("bad").GetInt64(), budget.GetProperty("total").GetInt64());

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[A-Za-z]|=)")]
    private static partial Regex Escapes();
}
