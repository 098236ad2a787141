using System.Globalization;

namespace ErrorBudget.Benchmarks;

/// <summary>What ticks cost, beside what they may cost.</summary>
/// <param name="Options">What was measured.</param>
/// <param name="First">The first tick: new SLOs, and all of their history.</param>
/// <param name="Warm">Ticks of one instance.</param>
/// <param name="Cold">Ticks of an instance each.</param>
/// <param name="RecordBytes">The mean bytes of an SLO's record.</param>
internal sealed record TickReport(BenchmarkOptions Options, Phase First, Phase Warm, Phase Cold, double RecordBytes)
{
    /// <summary>How many SLOs are to be evaluated within <see cref="MostWallSeconds"/>.</summary>
    private const int ManySlos = 10_000;

    private const double MostWallSeconds = 5;

    /// <summary>Targets are per SLO and tick.</summary>
    private static readonly (string Name, Func<Usage, double> Of, double? Target)[] _figures =
    [
        ("CPU of app and Prometheus, ms", used => (used.App + used.Prometheus).TotalMilliseconds, 0.3),
        ("  app", used => used.App.TotalMilliseconds, null),
        ("  Prometheus", used => used.Prometheus.TotalMilliseconds, null),
        ("CPU of Azurite, ms", used => used.Azurite.TotalMilliseconds, null),
        ("Prometheus queries", used => used.Queries, null),
        ("Prometheus answers, bytes", used => used.AnswerBytes, null),
        ("storage transactions", used => used.Transactions, 0.03),
        ("entities written", used => used.Entities, 1.1),
        ("allocated, bytes", used => used.Allocated, null),
        ("bytes sent to storage", used => used.BytesSent, 1000),
    ];

    /// <summary>Prints it.</summary>
    public void Print(TextWriter output)
    {
        var table = new TextTable(
            ["", "warm tick", "per SLO", "cold tick", "per SLO", "target per SLO", "warm met", "cold met"]);
        foreach (var (name, of, target) in _figures)
        {
            table.Add(
                name,
                Text(Warm.PerTick(of)), Text(Warm.PerSlo(of)), Text(Cold.PerTick(of)), Text(Cold.PerSlo(of)),
                target is null ? "" : $"< {Text(target.Value)}", Met(Warm.PerSlo(of), target), Met(Cold.PerSlo(of), target));
        }

        table.Add("  of them the SLO's record", Text(RecordBytes * Options.Slos), Text(RecordBytes), Text(RecordBytes * Options.Slos), Text(RecordBytes), "", "", "");
        AddWall(table, "wall time, median, s", 0.5);
        AddWall(table, "wall time, longest, s", 1);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Options.Slos} SLOs over {Options.WindowDays} d, means of {Warm.Ticks.Count} warm and {Cold.Ticks.Count} cold ticks"));
        table.Print(output);
        output.WriteLine();
        PrintFirst(output);
    }

    private void AddWall(TextTable table, string name, double quantile)
    {
        var (warm, cold) = (Warm.Wall(quantile).TotalSeconds, Cold.Wall(quantile).TotalSeconds);
        double? target = Options.Slos == ManySlos ? MostWallSeconds : null;
        table.Add(name, Text(warm), "", Text(cold), "", target is null ? "" : $"< {Text(target.Value)} per tick", Met(warm, target), Met(cold, target));
    }

    private void PrintFirst(TextWriter output)
    {
        output.WriteLine($"first tick: all SLOs are new and their history of {Options.WindowDays} d is read (not among the means)");
        var table = new TextTable(["", "in all", "per SLO"]);
        foreach (var (name, of, _) in _figures) table.Add(name, Text(First.PerTick(of)), Text(First.PerSlo(of)));
        table.Add("wall time, s", Text(First.Wall(1).TotalSeconds), "");
        table.Print(output);
    }

    private static string Met(double value, double? target) => target is null ? "" : value < target ? "yes" : "NO";

    /// <summary>Three significant digits, whole numbers in full.</summary>
    private static string Text(double value) => value switch
    {
        0 => "0",
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
