using ErrorBudget.Acceptance;
using ErrorBudget.Testing;

namespace ErrorBudget.Cli.Tests;

/// <summary>A real Azurite, a real Prometheus with a known past, and the program run against them.</summary>
public sealed class Shop : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("errorbudget-cli-");

    public AzuriteServer Azurite { get; private set; } = null!;

    public PrometheusServer Prometheus { get; private set; } = null!;

    /// <summary>What the metrics tell.</summary>
    public CounterHistory History { get; private set; } = null!;

    /// <summary>An SLO over one day for each service; <c>checkout</c> burns in bursts.</summary>
    public static string Policy => $"""
        policy:
          version: "2.0"
          services:
        {string.Join('\n', CounterHistory.Services.Select(service => $$"""
            - name: {{service}}
              owner: team-{{service}}
              sli: { metric: http_requests_total, label: code, success_values: ["2.."] }
              slo: { target: 0.99, window_days: 1 }
              burn_rates:
                fast: { window_minutes: 30, multiplier: 2 }
              enforcement: { release_gate: { threshold_pct: 20, action: block } }
        """))}
        """;

    public async ValueTask InitializeAsync()
    {
        var end = Minute.Containing(DateTimeOffset.UtcNow) - 1;
        History = new CounterHistory(end - (50 * Minute.PerHour), end + 30);
        Azurite = await AzuriteServer.StartAsync(inMemory: true);
        Prometheus = await PrometheusServer.StartAsync(History.Write);
    }

    public async ValueTask DisposeAsync()
    {
        await Prometheus.DisposeAsync();
        await Azurite.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Writes a file that a command is given.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs the program with settings of its own table.</summary>
    public Task<Run> RunAsync(string table, params string[] arguments) => Run.OfAsync(
        arguments,
        new()
        {
            ["AzureWebJobsStorage"] = Azurite.ConnectionString,
            ["ERRORBUDGET_TABLE"] = table,
            ["ERRORBUDGET_POLICY"] = Write("policy.yaml", Policy),
            ["PROMETHEUS_URL"] = Prometheus.Address.ToString(),
        });
}
