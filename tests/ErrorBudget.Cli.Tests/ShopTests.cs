using System.Text.Json;
using Azure.Storage.Queues;
using ErrorBudget.Acceptance;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Cli.Tests;

/// <summary>The commands against real servers.</summary>
public sealed class ShopTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Evaluate_counts_the_whole_window_and_leaves_the_storage_alone()
    {
        var run = await Run.OfAsync(["evaluate", "--json", "--policy", shop.Write("evaluated.yaml", Shop.Policy), "--prometheus", shop.Prometheus.Address.ToString()]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        foreach (var budget in run.Json.EnumerateArray())
        {
            var (bad, total) = Truth(budget.GetProperty("service").GetString()!, budget.GetProperty("dataThrough").GetDateTimeOffset());
            Assert.Equal((bad, total), (budget.GetProperty("bad").GetInt64(), budget.GetProperty("total").GetInt64()));
        }

        Assert.Equal(CounterHistory.Services.Count, run.Json.GetArrayLength());
    }

    [Fact]
    public async Task Evaluate_prints_a_line_for_each_budget_without_colours_when_redirected()
    {
        var run = await shop.RunAsync("Printed", "evaluate");

        Assert.Equal(0, run.ExitCode);
        var lines = run.Out.TrimEnd().Split('\n');
        Assert.Equal(1 + CounterHistory.Services.Count, lines.Length);
        Assert.StartsWith("SERVICE", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^away +availability +team-away +99 % +1 d +\S+ % +[\d,]+ +[\d,]+ +\S+ +\S+", lines[1]);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public async Task Backfill_reads_all_history_and_gate_and_explain_and_backtest_then_go_by_it()
    {
        var before = await shop.RunAsync("Filled", "gate", "checkout");
        Assert.Equal(3, before.ExitCode);

        var filled = await shop.RunAsync("Filled", "backfill");
        Assert.Equal(0, filled.ExitCode);
        Assert.Matches(@"^The history of all 4 SLOs is read: [4-9]\.\d SLO-days\.", filled.Out);

        // Again: nothing is left, nothing is counted twice.
        Assert.Equal(0, (await shop.RunAsync("Filled", "backfill")).ExitCode);

        var gate = await shop.RunAsync("Filled", "gate", "checkout", "--json");
        Assert.Equal(gate.Json.GetProperty("allowed").GetBoolean() ? 0 : 1, gate.ExitCode);
        Assert.Equal("availability", gate.Json.GetProperty("slo").GetString());

        var explained = (await shop.RunAsync("Filled", "explain", "checkout", "--json")).Json[0];
        var budget = explained.GetProperty("budget");
        var (bad, total) = Truth("checkout", budget.GetProperty("dataThrough").GetDateTimeOffset());
        Assert.Equal((bad, total), (budget.GetProperty("bad").GetInt64(), budget.GetProperty("total").GetInt64()));
        var lines = explained.GetProperty("parts").EnumerateArray().SelectMany(part => part.GetProperty("lines").EnumerateArray(), (_, line) => line.GetString()!).ToList();
        Assert.Contains(FormattableString.Invariant($"good {total - bad:N0} + bad {bad:N0} = total {total:N0} events"), lines);
        Assert.Contains(lines, line => line.StartsWith(FormattableString.Invariant($"consumed = bad / allowed = {bad:N0} / "), StringComparison.Ordinal));

        var backtest = (await shop.RunAsync("Filled", "backtest", "checkout", "--days", "1", "--json")).Json;
        Assert.NotEmpty(Firings(backtest));
    }

    [Fact]
    public async Task Backtest_of_what_Prometheus_has_fires_in_every_burst_and_only_there()
    {
        var run = await shop.RunAsync("Unused", "backtest", "checkout", "--from", "prometheus", "--days", "1", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var slo = run.Json.GetProperty("slos")[0];
        var (from, to) = (slo.GetProperty("from").GetDateTimeOffset(), slo.GetProperty("to").GetDateTimeOffset());
        var (bad, total) = Sum("checkout", Minute.Containing(from), Minute.Containing(to));
        Assert.Equal((bad, total), (slo.GetProperty("bad").GetInt64(), slo.GetProperty("total").GetInt64()));

        // A burst of ten minutes every 225: each fires once, within a few minutes.
        var firings = Firings(run.Json);
        var bursts = Enumerable.Range(0, Minute.PerDay).Select(offset => Minute.Containing(from) + offset)
            .Where(minute => shop.History.Truth("checkout", minute).Bad > 0 && shop.History.Truth("checkout", minute - 1).Bad == 0).ToList();
        Assert.InRange(firings.Count, bursts.Count - 1, bursts.Count + 1);
        Assert.All(firings.Where(firing => firing > bursts[0]), firing => Assert.Contains(bursts, burst => firing - burst is > 0 and <= 12));
    }

    [Fact]
    public async Task What_people_adjusted_is_in_what_every_command_prints()
    {
        var cancel = TestContext.Current.CancellationToken;
        var end = Minute.Containing(DateTimeOffset.UtcNow);
        var incident = new Adjustment
        {
            Id = new AdjustmentId("checkout", Guid.CreateVersion7()), Kind = AdjustmentKind.ExcludedIncident, From = end - 500, To = end - 200, Reason = "the network", Author = "ada", MadeAt = (end - 60).Start,
        };
        using (var connections = ConnectionsOf("Adjusted"))
        {
            await connections.Store.CreateAsync(cancel);
            await connections.Store.Adjustments.AddAsync(incident, cancel);
        }

        Assert.Equal(0, (await shop.RunAsync("Adjusted", "backfill")).ExitCode);
        var explained = (await shop.RunAsync("Adjusted", "explain", "checkout", "--json")).Json[0];
        var (budget, lines) = (explained.GetProperty("budget"), explained.GetProperty("parts").EnumerateArray().SelectMany(part => part.GetProperty("lines").EnumerateArray(), (_, line) => line.GetString()!).ToList());
        var (bad, total) = (budget.GetProperty("bad").GetInt64(), budget.GetProperty("total").GetInt64());
        var counted = Truth("checkout", budget.GetProperty("dataThrough").GetDateTimeOffset());
        var excluded = Sum("checkout", end - 500, end - 200);
        Assert.Equal((counted.Bad - excluded.Bad, counted.Total - excluded.Total), (bad, total));
        Assert.Contains(FormattableString.Invariant($"counted: {counted.Bad:N0} bad of {counted.Total:N0} events"), lines);
        Assert.Contains(FormattableString.Invariant($"excluded incident by ada from {end - 500} to {end - 200} (the network): -{excluded.Bad:N0} bad, -{excluded.Total:N0} in all: leaves {bad:N0} bad of {total:N0}"), lines);

        var evaluated = (await shop.RunAsync("Adjusted", "evaluate", "checkout", "--json")).Json[0];
        Assert.Equal(300, evaluated.GetProperty("adjustments").GetProperty("excludedMinutes").GetInt32());
        var backtest = (await shop.RunAsync("Adjusted", "backtest", "checkout", "--days", "1", "--json")).Json;
        Assert.Equal("those of the policy and those that people made", backtest.GetProperty("laidOver").GetString());
        var slo = backtest.GetProperty("slos")[0];
        Assert.Equal("excluded-incident", Assert.Single(slo.GetProperty("adjustments").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Equal(slo.GetProperty("countedBad").GetInt64() - excluded.Bad, slo.GetProperty("bad").GetInt64());
        var text = (await shop.RunAsync("Adjusted", "backtest", "checkout", "--days", "1")).Out;
        Assert.Contains("Adjustments laid over the past: those of the policy and those that people made", text, StringComparison.Ordinal);
        Assert.Contains("excluded-incident", text, StringComparison.Ordinal);
        Assert.Contains("those that people made lie in the app's storage", (await shop.RunAsync("Adjusted", "backtest", "checkout", "--from", "prometheus", "--days", "1")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_storage_a_dry_run_goes_by_the_policys_adjustments_and_says_so()
    {
        var end = Minute.Containing(DateTimeOffset.UtcNow);
        var policy = shop.Write("declared.yaml", Shop.Policy.Replace(
            "  services:", $"  adjustments:\n    - {{ service: checkout, kind: maintenance, from: {end - 100}, to: {end - 60}, reason: moving, author: ada }}\n  services:", StringComparison.Ordinal));
        var run = await Run.OfAsync(["evaluate", "checkout", "--policy", policy, "--prometheus", shop.Prometheus.Address.ToString()]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("so those that people made were not looked for.", run.Out.TrimEnd(), StringComparison.Ordinal);
        var budget = (await Run.OfAsync(["evaluate", "checkout", "--json", "--policy", policy, "--prometheus", shop.Prometheus.Address.ToString()])).Json[0];
        Assert.Equal(40, budget.GetProperty("adjustments").GetProperty("excludedMinutes").GetInt32());
    }

    [Fact]
    public async Task Pushed_counts_are_read_from_the_storage_and_missed_where_there_is_none()
    {
        var policy = shop.Write("pushed.yaml", "policy: {version: '2.0', services: [{name: jobs, sli: {pushed: true}, slo: {target: 0.9, window_days: 1}}]}");
        var missing = await Run.OfAsync(["evaluate", "--policy", policy]);
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("set AzureWebJobsStorage", missing.Error, StringComparison.Ordinal);

        var count = new PushedCount("jobs", "availability", 7, 9, DateTimeOffset.UtcNow.AddMinutes(-90), "run-1");
        using (var connections = ConnectionsOf("Pushed"))
        {
            await connections.Store.CreateAsync(TestContext.Current.CancellationToken);
            await connections.Store.Counts.RecordAsync(Slot.Of(count.SloId), [count], DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);
        }

        var run = await shop.RunAsync("Pushed", "evaluate", "--json", "--policy", policy);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal((2, 9), (run.Json[0].GetProperty("bad").GetInt64(), run.Json[0].GetProperty("total").GetInt64()));
    }

    [Fact]
    public async Task Backfill_by_another_policy_than_the_apps_is_refused()
    {
        await shop.RunAsync("Other", "backfill");
        await KeepAsync("Other", Shop.Policy.Replace("0.99", "0.95", StringComparison.Ordinal));

        var refused = await shop.RunAsync("Other", "backfill");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await shop.RunAsync("Other", "backfill", "--force")).ExitCode);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_ends_with_3_and_a_sentence()
    {
        var run = await shop.RunAsync("Unreached", "evaluate", "--prometheus", "http://127.0.0.1:1");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("cannot be reached", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_is_restored_into_another_table_and_explains_the_same()
    {
        Assert.Equal(0, (await shop.RunAsync("Saved", "backfill")).ExitCode);
        var folder = Path.Combine(Path.GetDirectoryName(shop.Write("here.txt", ""))!, "backup");

        var backup = await shop.RunAsync("Saved", "backup", "--to", folder);
        Assert.Equal((0, ""), (backup.ExitCode, backup.Error));
        Assert.Matches(@"^[\d,]+ rows \(budgets [\d,]+, audit 0\) as of \d{4}-\d\d-\d\d \d\d:\d\dZ are in .*backup, \d+\.\d MB\.", backup.Out);
        Assert.Equal(1, (await shop.RunAsync("Saved", "backup", "--to", folder)).ExitCode);

        var restored = await shop.RunAsync("Restored", "restore", "--from", folder);
        Assert.Equal((0, ""), (restored.ExitCode, restored.Error));
        Assert.Equal((await shop.RunAsync("Saved", "explain", "checkout")).Out, (await shop.RunAsync("Restored", "explain", "checkout")).Out);

        var refused = await shop.RunAsync("Restored", "restore", "--from", folder);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await shop.RunAsync("Restored", "restore", "--from", folder, "--overwrite")).ExitCode);
    }

    [Fact]
    public async Task Requeue_returns_what_is_in_the_poison_queues_and_shows_it_before()
    {
        Assert.Equal(0, (await shop.RunAsync("Poisoned", "backfill")).ExitCode);
        var account = new QueueServiceClient(shop.Azurite.ConnectionString);
        var poison = account.GetQueueClient("error-budget-checks-poison");
        await poison.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await poison.SendMessageAsync(Convert.ToBase64String("[]"u8), TestContext.Current.CancellationToken);

        var shown = await shop.RunAsync("Poisoned", "requeue", "--dry-run");
        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.Contains("In error-budget-checks-poison: 1\n", shown.Out, StringComparison.Ordinal);

        var run = await shop.RunAsync("Poisoned", "requeue");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Returned to error-budget-checks: 1\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("In error-budget-checks-poison: 0\n", (await shop.RunAsync("Poisoned", "requeue", "--dry-run")).Out, StringComparison.Ordinal);
    }

    private (long Bad, long Total) Truth(string service, DateTimeOffset through) =>
        Sum(service, Minute.Containing(through) - Minute.PerDay, Minute.Containing(through));

    private (long Bad, long Total) Sum(string service, Minute from, Minute to)
    {
        var counts = Enumerable.Range(from.Index, to - from).Select(index => shop.History.Truth(service, new Minute(index))).ToList();
        return (counts.Sum(count => count.Bad), counts.Sum(count => count.Total));
    }

    private static List<Minute> Firings(JsonElement backtest) =>
        [.. backtest.GetProperty("slos")[0].GetProperty("rules")[0].GetProperty("firings").EnumerateArray().Select(firing => Minute.Containing(firing.GetProperty("from").GetDateTimeOffset()))];

    private Connections ConnectionsOf(string table) => new(
        new Settings(name => name switch { "AzureWebJobsStorage" => shop.Azurite.ConnectionString, "ERRORBUDGET_TABLE" => table, _ => null }), TimeProvider.System);

    /// <summary>Keeps a policy as an app that uses the storage would.</summary>
    private async Task KeepAsync(string table, string policy)
    {
        using var connections = ConnectionsOf(table);
        await connections.Store.Policies.KeepAsync([new("policy.yaml", policy)], TestContext.Current.CancellationToken);
    }
}
