using System.Net;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>
/// The whole way, as it is deployed: a shop with a fault, a Prometheus that scrapes it, the native app, and a Slack, a GitHub and an
/// App Configuration that take only what the real ones take.
/// </summary>
public sealed class ConsequencesTests(PublishedApps apps)
{
    private const string Service = "checkout-api";
    private const string Flag = "new-checkout";
    private const string TeamsSecret = "teams-webhook-signature-0815";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fault_closes_the_gate_tells_people_opens_a_ticket_and_switches_the_flag_off_and_its_end_undoes_what_can_be_undone()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        await using var slack = await FakeSlack.StartAsync();
        await using var github = await FakeGitHub.StartAsync();
        await using var flags = await FakeAppConfiguration.StartAsync(TimeProvider.System);
        await using var teams = await FakeReceiver.StartAsync(_ => new FakeAnswer(403, "{\"error\":\"the workflow is switched off\"}"));
        flags.Set(Flag, $$$"""{"id":"{{{Flag}}}","enabled":true,"conditions":{"client_filters":[]}}""");
        await using var shop = await AppProcess.StartAsync(new Dictionary<string, string>(), Sample("Shop"));
        await using var prometheus = await PrometheusServer.StartAsync(config: $$"""
            global: { scrape_interval: 2s }
            scrape_configs:
              - job_name: shop
                static_configs: [ { targets: ['{{shop.Client.BaseAddress!.Authority}}'] } ]

            """, cancellationToken: Cancellation);
        var policy = Path.Combine(Path.GetTempPath(), $"errorbudget-consequences-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(policy, PolicyOf(slack, github, flags), Cancellation);
        await using var app = await apps.StartAsync(
            AppBuild.Native,
            new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["ERRORBUDGET_POLICY"] = policy,
                ["PROMETHEUS_URL"] = prometheus.Address.ToString(),
                ["EVALUATION_SCHEDULE"] = "*/2 * * * * *",
                ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:01",
                ["SLACK_TOKEN"] = slack.Token,
                ["GITHUB_TOKEN"] = FakeGitHub.Token,
                ["FLAGS_KEY"] = AccessRules.Key,
                ["TEAMS_URL"] = new Uri(teams.Address, $"/workflows?sig={TeamsSecret}").ToString(),
            });
        try
        {
            await app.UntilAsync("the gate is open", async () => (await GateAsync(app)).GetProperty("decision").GetString() == "allow", TimeSpan.FromMinutes(4));
            (await shop.Client.PostAsync($"/faults/{Service}?errors=0.6&minutes=30", null, Cancellation)).EnsureSuccessStatusCode();

            await app.UntilAsync("the gate closes", async () => (await GateAsync(app)).GetProperty("decision").GetString() == "block", TimeSpan.FromMinutes(4));
            await app.UntilAsync("everybody is told", () => Task.FromResult(slack.Messages.Count >= 2 && github.Tickets.Count == 1 && !IsOn(flags)), TimeSpan.FromMinutes(2));
            var burn = Assert.Single(slack.Messages, message => message.Thread is null && message.Text.Contains("burns its error budget", StringComparison.Ordinal));
            Assert.Contains(Service, burn.Text, StringComparison.Ordinal);
            Assert.Contains(Flag, string.Join('\n', slack.Messages.Select(message => message.Blocks.GetRawText())), StringComparison.Ordinal);
            Assert.Contains(Service, Assert.Single(github.Tickets).Title, StringComparison.Ordinal);
            await AssertUndeliveredAsync(app);

            (await shop.Client.DeleteAsync($"/faults/{Service}", Cancellation)).EnsureSuccessStatusCode();
            await app.UntilAsync(
                "everything resolves that can", () => Task.FromResult(slack.Messages.Any(message => message.Thread == burn.Timestamp) && IsOn(flags)), TimeSpan.FromMinutes(6));
            await app.UntilAsync("no burn is left", async () => (await app.GetAsync($"/api/budgets/{Service}")).Body[0].GetProperty("alertState").GetString() == "HEALTHY", TimeSpan.FromMinutes(1));

            AssertOnce(slack, github, flags);
            AssertNoSecret(app.Output + await app.Client.GetStringAsync($"/api/audit?service={Service}", Cancellation), slack);
        }
        finally
        {
            File.Delete(policy);
        }
    }

    private static string PolicyOf(FakeSlack slack, FakeGitHub github, FakeAppConfiguration flags) => $$"""
        policy:
          version: "2.0"
          site: https://budgets.example.com
          sources:
            prometheus: { url: "${PROMETHEUS_URL}", settle_seconds: 4 }
          channels:
            "slack:#checkout": { bot_token: "${SLACK_TOKEN}", api_url: "{{slack.Api}}" }
            "teams:shop": { webhook_url: "${TEAMS_URL}" }
          trackers:
            github: { type: github, repository: contoso/shop, token: "${GITHUB_TOKEN}", api_url: "{{github.Address}}" }
          flag_stores:
            live: { type: app-configuration, endpoint: "{{flags.Address}}", access_key_id: "{{AccessRules.KeyId}}", access_key: "${FLAGS_KEY}" }
          services:
            - name: {{Service}}
              runbook: https://runbooks.example.com/checkout
              sli: { metric: http_requests_total, label: code, success_values: ["2..", "3..", "4.."] }
              slo: { target: 0.99, window_days: 1 }
              burn_rates:
                fast: { window_minutes: 2, multiplier: 14.4, confirm_window_minutes: 1, hold_minutes: 1 }
              enforcement:
                release_gate: { action: block }
                notification: { channels: ["slack:#checkout", "teams:shop"], when: [fast_burn] }
                tickets: { sprint_below_pct: 10 }
                feature_flag: { auto_rollback: true, burn_threshold: 10, flags: [{{Flag}}], restore: on_recovery }
        """;

    /// <summary>The Teams channel refuses; that is to be seen, and not its secret.</summary>
    private static async Task AssertUndeliveredAsync(AppProcess app)
    {
        await app.UntilAsync("what is refused is listed", async () => (await app.GetAsync("/api/undelivered")).Body.GetArrayLength() >= 1, TimeSpan.FromMinutes(1));
        var listed = (await app.GetAsync("/api/undelivered")).Body;
        Assert.All(listed.EnumerateArray(), item => Assert.Equal("teams:shop", item.GetProperty("target").GetString()));
        Assert.Contains("403", listed[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TeamsSecret, listed.GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>Every receiver got each thing once, and nothing that the real one would have refused.</summary>
    private static void AssertOnce(FakeSlack slack, FakeGitHub github, FakeAppConfiguration flags)
    {
        Assert.Empty(slack.Faults);
        Assert.Empty(github.Faults);
        Assert.Empty(flags.Faults);
        Assert.Equal(slack.Messages.Count, slack.Messages.Select(message => message.Text).Distinct().Count());
        Assert.Single(github.Tickets);
        Assert.Equal(2, flags.Writes(Flag));
    }

    private static void AssertNoSecret(string text, FakeSlack slack)
    {
        foreach (var secret in (string[])[slack.Token, FakeGitHub.Token, AccessRules.Key, TeamsSecret]) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    private static bool IsOn(FakeAppConfiguration flags) => JsonDocument.Parse(flags[Flag].Value).RootElement.GetProperty("enabled").GetBoolean();

    private static async Task<JsonElement> GateAsync(AppProcess app)
    {
        var (status, answer) = await app.GetAsync($"/api/gate/{Service}");
        return status == HttpStatusCode.OK ? answer : throw new HttpRequestException($"The gate answered {status}.");
    }

    private static string Sample(string name)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(AppProcess.Repository, "samples", name, "bin", configuration, "net10.0", $"{name}.dll");
    }
}
