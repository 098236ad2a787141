using System.Globalization;
using ErrorBudget.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ErrorBudget.Benchmarks;

/// <summary>Starts the published app again and again, then asks its gate at a fixed rate, and prints what that took.</summary>
internal static class GateBenchmark
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(GateOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var builds = options.Builds();
        if (builds.Count == 0) throw new InvalidOperationException("Nothing to measure: name a published folder with --native or --portable.");
        output.WriteLine(Machine.Describe());
        output.WriteLine(Machine.Load("start"));

        var now = Minute.Containing(DateTimeOffset.UtcNow);
        var fleet = new Fleet(GateOptions.Services, now - 90, now + 1);
        await using var prometheus = await PrometheusServer.StartAsync(fleet.Write, cancellationToken: cancellationToken);
        await using var azurite = await AzuriteServer.StartAsync();
        await StoreSnapshotsAsync(fleet, prometheus, azurite, cancellationToken);
        var policy = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(policy, fleet.PolicyText(windowDays: 1), cancellationToken);
            var settings = new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["ERRORBUDGET_POLICY"] = policy,
                ["PROMETHEUS_URL"] = prometheus.Address.ToString(),
            };
            var reports = await MeasureAsync(builds, options, settings, cancellationToken);
            output.WriteLine(Machine.Load("end"));
            output.WriteLine();
            GateReport.Print(reports, options, output);
        }
        finally
        {
            File.Delete(policy);
        }
    }

    /// <summary>What the gate answers from: one evaluation of all services.</summary>
    private static async Task StoreSnapshotsAsync(Fleet fleet, PrometheusServer prometheus, AzuriteServer azurite, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var instance = new Instance(
            fleet.PolicyAt(prometheus.Address, windowDays: 1), azurite.ConnectionString, new MemoryNoticeQueue(), TimeProvider.System, services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        await instance.Store.CreateAsync(cancellationToken);
        await instance.TickAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<GateReport>> MeasureAsync(
        IReadOnlyList<(string Name, string Program)> builds, GateOptions options, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        // In turns, so that what else the machine does meets all builds alike.
        var starts = builds.ToDictionary(build => build.Name, _ => new List<ColdStart>());
        for (var start = 0; start < options.Starts; start++)
        {
            foreach (var (name, program) in builds) starts[name].Add(await ColdStart.MeasureAsync(program, settings, $"/api/gate/{Fleet.NameOf(0)}", cancellationToken));
        }

        var reports = new List<GateReport>();
        foreach (var (name, program) in builds) reports.Add(new GateReport(name, starts[name], await LoadAsync(program, options, settings, cancellationToken)));
        return reports;
    }

    private static async Task<IReadOnlyList<OpenLoad>> LoadAsync(string program, GateOptions options, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        await using var app = await AppProcess.StartAsync(settings, program, underHost: true);
        string[] paths = [.. Enumerable.Range(0, GateOptions.Services).Select(service => string.Create(CultureInfo.InvariantCulture, $"/api/gate/{Fleet.NameOf(service)}"))];
        await OpenLoad.RunAsync(app.Client.BaseAddress!, paths, options.Rate, _warmUp, cancellationToken);
        var rounds = new List<OpenLoad>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add(await OpenLoad.RunAsync(app.Client.BaseAddress!, paths, options.Rate, TimeSpan.FromSeconds(options.Seconds), cancellationToken) with
            {
                ResidentMegabytes = Machine.ResidentMegabytes(app.Id),
            });
        }

        return rounds;
    }
}
