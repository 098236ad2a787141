using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;
using ErrorBudget.Testing;

namespace ErrorBudget.Benchmarks;

/// <summary>What a scrape of /api/metrics costs, of snapshots of three rules each that are made here.</summary>
internal static class ScrapeBenchmark
{
    private const int Rounds = 10;

    private static readonly BurnRateRule[] _rules =
    [
        new() { Name = "fast", Severity = BurnSeverity.Fast, WindowMinutes = 60, ConfirmWindowMinutes = 5, Multiplier = 14.4m },
        new() { Name = "slow", Severity = BurnSeverity.Slow, WindowMinutes = 360, ConfirmWindowMinutes = 30, Multiplier = 6 },
        new() { Name = "critical", Severity = BurnSeverity.Critical, WindowMinutes = 1440, ConfirmWindowMinutes = 120, Multiplier = 3 },
    ];

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(int slos, FileInfo? program, TextWriter output, CancellationToken cancellationToken)
    {
        output.WriteLine(Machine.Describe());
        output.WriteLine(Machine.Load("start"));
        var fleet = new Fleet(slos, Minute.Containing(DateTimeOffset.UtcNow) - 90, Minute.Containing(DateTimeOffset.UtcNow));
        await using var azurite = await AzuriteServer.StartAsync();
        await StoreSnapshotsAsync(fleet, azurite, cancellationToken);
        var policy = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(policy, fleet.PolicyText(windowDays: 30), cancellationToken);
            var settings = new Dictionary<string, string>
            {
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                ["ERRORBUDGET_POLICY"] = policy,
                ["ERRORBUDGET_METRICS_ACCESS"] = "anonymous",
                ["Logging__LogLevel__Default"] = "Warning",
            };
            var (wall, processor, packed, text) = await MeasureAsync(settings, program, cancellationToken);
            var calls = await CountCallsAsync(settings, program, azurite, cancellationToken);
            output.WriteLine(Machine.Load("end"));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"a scrape of {slos} SLOs: {wall.TotalMilliseconds:0} ms (median of {Rounds}, reading storage), {processor.TotalMilliseconds:0} ms of CPU, {calls} storage transactions; {text.Split('\n').Count(line => line.Length > 0 && line[0] != '#'):N0} samples, {Encoding.UTF8.GetByteCount(text):N0} bytes, {packed:N0} compressed"));
        }
        finally
        {
            File.Delete(policy);
        }
    }

    /// <summary>Scrapes when what was read before is too old, as every scrape of a single Prometheus is.</summary>
    private static async Task<(TimeSpan Wall, TimeSpan Processor, int Packed, string Text)> MeasureAsync(Dictionary<string, string> settings, FileInfo? program, CancellationToken cancellationToken)
    {
        await using var app = await AppProcess.StartAsync(settings, program?.FullName, underHost: true);
        using var process = Process.GetProcessById(app.Id);
        app.Client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        var (walls, processors, packed) = (new List<TimeSpan>(), new List<TimeSpan>(), Array.Empty<byte>());
        for (var round = -3; round < Rounds; round++)
        {
            if (round > -3) await Task.Delay(RecentReads<string, object>.Freshness + TimeSpan.FromMilliseconds(100), cancellationToken);
            process.Refresh();
            var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            packed = await app.Client.GetByteArrayAsync("/api/metrics", cancellationToken);
            var wall = clock.Elapsed;
            process.Refresh();
            if (round < 0) continue;
            walls.Add(wall);
            processors.Add(process.TotalProcessorTime - before);
        }

        using var text = new StreamReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        return (Median(walls), Median(processors), packed.Length, await text.ReadToEndAsync(cancellationToken));
    }

    /// <summary>The calls of one scrape, counted on their way to storage.</summary>
    private static async Task<int> CountCallsAsync(Dictionary<string, string> settings, FileInfo? program, AzuriteServer azurite, CancellationToken cancellationToken)
    {
        await using var proxy = await StorageProxy.StartAsync(new Uri($"http://127.0.0.1:{azurite.TablePort}"));
        var proxied = new Dictionary<string, string>(settings)
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString.Replace($"http://127.0.0.1:{azurite.TablePort}/", proxy.Address.ToString(), StringComparison.Ordinal),
        };
        await using var app = await AppProcess.StartAsync(proxied, program?.FullName, underHost: true);
        await app.Client.GetByteArrayAsync("/api/metrics", cancellationToken);
        await Task.Delay(RecentReads<string, object>.Freshness + TimeSpan.FromMilliseconds(100), cancellationToken);
        var before = proxy.Calls;
        await app.Client.GetByteArrayAsync("/api/metrics", cancellationToken);
        return proxy.Calls - before;
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static async Task StoreSnapshotsAsync(Fleet fleet, AzuriteServer azurite, CancellationToken cancellationToken)
    {
        using var meter = new Meter(Traffic.MeterName);
        var store = TableStore.Connect(
            StorageConnection.Read(name => name == "AzureWebJobsStorage" ? azurite.ConnectionString : null, _ => throw new InvalidOperationException("Azurite needs no identity.")), new TableStoreOptions(), meter);
        await store.CreateAsync(cancellationToken);
        var ledger = Ledger.StartingAt(fleet.Start).Append([.. Enumerable.Range(0, fleet.End - fleet.Start).Select(minute => Bucket.Of(1000 + minute, 1001 + minute))]);
        var slos = Enumerable.Range(0, fleet.Services).Select(service => new SloId(Fleet.NameOf(service), "availability"));
        foreach (var slot in slos.GroupBy(Slot.Of))
            await store.CommitAsync(slot.Key, [.. slot.Select((slo, number) => new SloCommit(slo, null, new SloRecord("benchmark", ledger, SnapshotOf(slo, ledger, number)), [], []))], cancellationToken);
        await store.SaveRunAsync(new RunReport(0, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, fleet.End, fleet.Services, 0, "benchmark", []), cancellationToken);
    }

    private static Snapshot SnapshotOf(SloId slo, Ledger ledger, int number)
    {
        var target = new Target(0.999m);
        var budget = new Budget(target, 12_345 + (number * 7), 40_000_000 + (number * 31L), IsKnown: true);
        return new Snapshot
        {
            Id = slo,
            Owner = "team-platform",
            EvaluatedAt = DateTimeOffset.UtcNow,
            DataThrough = ledger.Through,
            LastKnown = ledger.Through,
            CoveredFrom = ledger.CoveredFrom,
            Window = SloWindow.Rolling(30),
            Budget = budget,
            State = budget.IsMet ? SloState.Met : SloState.Missed,
            Zone = ZoneThresholds.Default.ZoneOf(budget, exhaustedMinutes: 0),
            Zones = ZoneThresholds.Default,
            Rules = [.. _rules.Select(rule => new RuleSnapshot(rule, new BurnRate(number % 97, 100_003, IsKnown: true), new BurnRate(number % 13, 9_973, IsKnown: true), Alert.None))],
            Coverage = 0.9997m,
            PolicyVersion = "benchmark",
        };
    }
}
