using System.Diagnostics;
using System.Globalization;

namespace ErrorBudget.Benchmarks;

/// <summary>What the arithmetic alone costs: one SLO, one minute, no input or output.</summary>
internal static class AdvanceBenchmark
{
    private const int CallsPerRound = 20_000;
    private const int Rounds = 15;

    /// <summary>Measures and prints the fastest round, the one others disturbed least.</summary>
    public static void Run(TextWriter output)
    {
        var slo = new Slo
        {
            Id = new SloId("service", "availability"),
            Target = new Target(0.999m),
            Window = SloWindow.Rolling(30),
            Rules = [Rule("fast", BurnSeverity.Fast, 60, 14.4m), Rule("slow", BurnSeverity.Slow, 360, 6), Rule("critical", BurnSeverity.Critical, 1440, 3)],
        };
        var start = Minute.Containing(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var (before, _) = Ledger.StartingAt(start).Append(Traffic(31 * Minute.PerDay)).Seal(Minute.PerHour + 30);
        var previous = Evaluation.Advance(slo, before, null, before.Through.Start, "1");
        Bucket[] minute = [Bucket.Of(5999, 6000)];
        var after = before.Append(minute);

        output.WriteLine();
        output.WriteLine($"domain, one SLO with {slo.Rules.Length} rules over 30 days, one minute");
        var table = new TextTable(["", "µs", "bytes allocated"]);
        Measure(table, "Ledger.Append", () => before.Append(minute));
        Measure(table, "Evaluation.Advance", () => Evaluation.Advance(slo, after, previous, after.Through.Start, "1"));
        table.Print(output);
    }

    private static BurnRateRule Rule(string name, BurnSeverity severity, int minutes, decimal multiplier) => new()
    {
        Name = name,
        Severity = severity,
        WindowMinutes = minutes,
        ConfirmWindowMinutes = BurnRateRule.DefaultConfirmWindow(minutes),
        Multiplier = multiplier,
    };

    private static Bucket[] Traffic(int minutes) => [.. Enumerable.Range(0, minutes).Select(minute => Bucket.Of(5000 + (minute % 900), 5000 + (minute % 900) + (minute % 4)))];

    private static void Measure(TextTable table, string name, Func<object> call)
    {
        var fastest = TimeSpan.MaxValue;
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var (bytes, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < CallsPerRound; i++) GC.KeepAlive(call());
            var elapsed = Stopwatch.GetElapsedTime(started);
            allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
            if (elapsed < fastest) fastest = elapsed;
        }

        table.Add(
            name,
            (fastest.TotalMicroseconds / CallsPerRound).ToString("0.00", CultureInfo.InvariantCulture),
            (allocated / CallsPerRound).ToString("#,0", CultureInfo.InvariantCulture));
    }
}
