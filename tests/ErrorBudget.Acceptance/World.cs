using System.Net;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>A real Azurite, a real Prometheus with a known past, and policies for the app.</summary>
public sealed class World : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("errorbudget-acceptance-");
    private int _tables;

    /// <summary>The storage.</summary>
    public AzuriteServer Azurite { get; private set; } = null!;

    /// <summary>The metrics.</summary>
    public PrometheusServer Prometheus { get; private set; } = null!;

    /// <summary>What the metrics tell.</summary>
    public CounterHistory History { get; private set; } = null!;

    /// <summary>A policy with an SLO over one day for each service.</summary>
    public static string Policy => $"""
        policy:
          version: "2.0"
          services:
        {string.Join('\n', CounterHistory.Services.Select(service => $$"""
            - name: {{service}}
              sli: { metric: http_requests_total, label: code, success_values: ["2.."] }
              slo: { target: 0.99, window_days: 1 }
              burn_rates:
                fast: { window_minutes: 60, multiplier: 14.4 }
                slow: { window_minutes: 360, multiplier: 6 }
              enforcement: { release_gate: { threshold_pct: 20, action: block } }
        """))}
        """;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var end = Minute.Containing(DateTimeOffset.UtcNow) - 2;
        History = new CounterHistory(end - (26 * Minute.PerHour), end);
        Azurite = await AzuriteServer.StartAsync(inMemory: false);
        Prometheus = await PrometheusServer.StartAsync(History.Write);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Prometheus.DisposeAsync();
        await Azurite.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Writes a policy file of its own.</summary>
    public string WritePolicy(string? text = null)
    {
        var path = Path.Combine(_directory.FullName, $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, text ?? Policy);
        return path;
    }

    /// <summary>Settings for an app whose tables are its own.</summary>
    public Dictionary<string, string> Settings(string? policy = null, Uri? prometheus = null, Uri? tables = null) => new()
    {
        ["AzureWebJobsStorage"] = tables is null
            ? Azurite.ConnectionString
            : Azurite.ConnectionString.Replace($"http://127.0.0.1:{Azurite.TablePort}/", tables.ToString(), StringComparison.Ordinal),
        ["ERRORBUDGET_TABLE"] = $"Test{Interlocked.Increment(ref _tables)}",
        ["ERRORBUDGET_POLICY"] = policy ?? WritePolicy(),
        ["PROMETHEUS_URL"] = (prometheus ?? Prometheus.Address).ToString(),
        ["EVALUATION_SCHEDULE"] = "* * * * * *",
    };

    /// <summary>Waits until an app has read everything there is.</summary>
    public static Task CompleteAsync(AppProcess app) => app.UntilAsync(
        "all history is read",
        async () =>
        {
            var (status, health) = await app.GetAsync("/api/health");
            return status == HttpStatusCode.OK && health.GetProperty("backfilling").GetInt32() == 0 && health.GetProperty("slos").GetInt32() == CounterHistory.Services.Count;
        },
        TimeSpan.FromSeconds(90));

    /// <summary>Asserts that an app's ledgers hold what happened, minute by minute.</summary>
    public async Task AssertTrueAsync(AppProcess app)
    {
        foreach (var service in CounterHistory.Services)
        {
            var (_, history) = await app.GetAsync($"/api/budgets/{service}/availability/history?from={Read.Start}&to={Read.End}&step=1m");
            var truth = Enumerable.Range(Read.Start.Index, Read.Length).Select(index => (new Minute(index), History.Truth(service, new Minute(index))));
            Assert.Equal(truth, history.GetProperty("points").EnumerateArray().Select(point => (Minute.Containing(point.GetProperty("at").GetDateTimeOffset()), Count(point))));
        }
    }

    /// <summary>The stretch in which every app has read every minute: a day before the metrics end.</summary>
    private MinuteRange Read => new(History.Counted.End - Minute.PerDay + Minute.PerHour, History.Counted.End);

    private static Bucket Count(JsonElement point) => point.GetProperty("total").ValueKind == JsonValueKind.Null
        ? Bucket.Unknown
        : Bucket.Of(point.GetProperty("good").GetInt64(), point.GetProperty("total").GetInt64());
}
