using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.Prometheus;

/// <summary>Several servers as one source.</summary>
public sealed class PrometheusSourcesTests(ShopPrometheus prometheus) : IClassFixture<ShopPrometheus>
{
    [Fact]
    public async Task Every_objective_is_read_from_its_server_and_a_broken_server_breaks_no_other()
    {
        var servers = new Dictionary<string, PrometheusSettings>
        {
            [PrometheusSettings.DefaultName] = new() { Url = prometheus.Address },
            ["down"] = new() { Url = new Uri($"http://127.0.0.1:{FreePort.Next()}") },
            ["azure"] = new() { Url = new Uri("https://workspace.test"), AzureManaged = true },
        };
        using var sources = new PrometheusSources(servers, credential: null, TimeProvider.System, new PrometheusInstruments(Sources.Meters), NullLoggerFactory.Instance, Sources.Impatient);
        Objective[] objectives =
        [
            Declared.Availability("steady"),
            Declared.Availability("steady", "elsewhere", "down"),
            Declared.Availability("steady", "cloud", "azure"),
            Declared.Availability("steady", "nowhere", "prometeus"),
        ];

        var reading = await sources.ReadAsync(objectives, MinuteRange.Last(1, ShopHistory.Read.End), Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Equal(prometheus.History.Truth("steady", code => code != "500")[^1], Assert.Single(reading.Counts).Value[0]);
        Assert.Contains("\"down\"", reading.Failures[new SloId("steady", "elsewhere")], StringComparison.Ordinal);
        Assert.Contains("credential", reading.Failures[new SloId("steady", "cloud")], StringComparison.Ordinal);
        Assert.Equal("There is no Prometheus server \"prometeus\" in the policy. Known: azure, down, prometheus.", reading.Failures[new SloId("steady", "nowhere")]);
    }

    [Fact]
    public async Task No_objectives_are_no_reading()
    {
        using var sources = new PrometheusSources(
            new Dictionary<string, PrometheusSettings>(), credential: null, TimeProvider.System, new PrometheusInstruments(Sources.Meters), NullLoggerFactory.Instance);

        var reading = await sources.ReadAsync([], MinuteRange.Last(1, ShopHistory.Read.End), Resolution.Minute, TestContext.Current.CancellationToken);

        Assert.Empty(reading.Counts);
        Assert.Empty(reading.Failures);
    }
}
