using System.Text;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance.Metrics;

/// <summary>The built app, and a Prometheus that scrapes it as infra/dashboards/prometheus/scrape.yml says, with the places changed.</summary>
public sealed class ScrapedWorld : IAsyncLifetime
{
    /// <summary>The reader key.</summary>
    public const string Key = "reader-key-0123456789";

    private const string Approver = "approver-key-0123456789";

    private readonly string _keyFile = Path.GetTempFileName();
    private PrometheusServer? _scraper;
    private HttpClient? _client;

    /// <summary>Storage, and the Prometheus that the counts come from.</summary>
    public World World { get; } = new();

    /// <summary>The app.</summary>
    public AppProcess App { get; private set; } = null!;

    /// <summary>The app's settings.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = null!;

    /// <summary>A policy whose first service is spent, has an owner and a runbook, and takes sign-offs; the others have budget left.</summary>
    private static string Policy
    {
        get
        {
            var policy = World.Policy;
            var second = policy.IndexOf("- name: restarting", StringComparison.Ordinal);
            var first = policy[..second]
                .Replace("- name: checkout", "- name: checkout\n      owner: team-shop\n      runbook: https://wiki.example.com/checkout", StringComparison.Ordinal)
                .Replace("target: 0.99,", "target: 0.999999,", StringComparison.Ordinal)
                .Replace("action: block", "action: block, approval_override: true", StringComparison.Ordinal);
            return first + policy[second..];
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        Settings = new Dictionary<string, string>(World.Settings(World.WritePolicy(Policy)))
        {
            ["ERRORBUDGET_KEYS__reader"] = $"prometheus={Key}",
            ["ERRORBUDGET_KEYS__approver"] = $"lead={Approver}",
        };
        App = await AppProcess.StartAsync(Settings);
        await World.CompleteAsync(App);
        using (var grant = new HttpRequestMessage(HttpMethod.Post, "/api/signoffs") { Content = new StringContent("""{"service":"checkout","approver":"Ada","reason":"why","expiresInMinutes":60}""", Encoding.UTF8, "application/json") })
        {
            grant.Headers.Add("x-functions-key", Approver);
            using var granted = await App.Client.SendAsync(grant);
            granted.EnsureSuccessStatusCode();
        }

        App.Client.DefaultRequestHeaders.Add("x-functions-key", Key);
        await File.WriteAllTextAsync(_keyFile, Key);
        _scraper = await PrometheusServer.StartAsync(config: ScrapeConfig(App.Client.BaseAddress!.Authority));
        _client = new HttpClient { BaseAddress = _scraper.Address, Timeout = TimeSpan.FromSeconds(20) };

        // Several scrapes, so that ranges have more than one point.
        await App.UntilAsync("Prometheus has scraped the app", async () => (await QueryAsync("count_over_time(error_budget_sign_offs_in_force{service=\"checkout\"}[5m]) >= 2 and error_budget_sign_offs_in_force == 1")).Count == 1, TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_scraper is not null) await _scraper.DisposeAsync();
        if (App is not null) await App.DisposeAsync();
        await World.DisposeAsync();
        File.Delete(_keyFile);
    }

    /// <summary>Asks the Prometheus that scrapes the app.</summary>
    /// <returns>The series of the answer with their labels and value.</returns>
    public async Task<IReadOnlyList<(JsonElement Labels, string Value)>> QueryAsync(string expression)
    {
        using var response = await _client!.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.True(answer.RootElement.GetProperty("status").GetString() == "success", $"{expression}: {answer.RootElement}");
        return [.. answer.RootElement.Clone().GetProperty("data").GetProperty("result").EnumerateArray().Select(series => (series.GetProperty("metric"), series.GetProperty("value")[1].GetString()!))];
    }

    /// <summary>GET /api/metrics as text.</summary>
    public Task<string> ScrapeAsync() => App.Client.GetStringAsync("/api/metrics");

    private string ScrapeConfig(string target)
    {
        var config = File.ReadAllText(Path.Combine(AppProcess.Repository, "infra", "dashboards", "prometheus", "scrape.yml"));
        (string Example, string Here)[] places =
        [
            ("scheme: https", "scheme: http"), ("scrape_interval: 60s", "scrape_interval: 5s\n    scrape_timeout: 5s"), ("credentials_file: error-budget-reader-key", $"credentials_file: {_keyFile}"),
            ("[error-budgets.azurewebsites.net]", $"[\"{target}\"]"), ("- alerts.yml", $"- {Path.Combine(AppProcess.Repository, "infra", "dashboards", "prometheus", "alerts.yml")}"),
        ];
        foreach (var (example, here) in places)
        {
            Assert.Contains(example, config, StringComparison.Ordinal);
            config = config.Replace(example, here, StringComparison.Ordinal);
        }

        return config;
    }
}
