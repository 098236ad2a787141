using System.Globalization;

namespace ErrorBudget.Benchmarks;

/// <summary>How fast a build starts and how fast its gate answers, beside what that may take.</summary>
/// <param name="Build">The build.</param>
/// <param name="Starts">Its starts.</param>
/// <param name="Rounds">Its times under load.</param>
internal sealed record GateReport(string Build, IReadOnlyList<ColdStart> Starts, IReadOnlyList<OpenLoad> Rounds)
{
    private const double MostStartMilliseconds = 200;
    private const double MostLatencyMilliseconds = 10;

    /// <summary>Prints builds side by side.</summary>
    public static void Print(IReadOnlyList<GateReport> reports, GateOptions options, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the gate: {options.Starts} starts; {options.Rounds} times {options.Seconds} s at {options.Rate:#,0} requests/s, open loop"));
        var table = new TextTable(["", .. reports.Select(report => report.Build), "target"]);
        Row("start to first answer, median, ms", report => Median(report.Starts.Select(start => start.Elapsed.TotalMilliseconds)), MostStartMilliseconds);
        Row("  fastest", report => report.Starts.Min(start => start.Elapsed.TotalMilliseconds));
        Row("  slowest", report => report.Starts.Max(start => start.Elapsed.TotalMilliseconds));
        Row("resident after it, median, MB", report => Median(report.Starts.Select(start => start.ResidentMegabytes)));
        Row("gate p50, median of the times, ms", report => Median(report.Milliseconds(0.5)));
        Row("gate p99, median of the times, ms", report => Median(report.Milliseconds(0.99)), MostLatencyMilliseconds);
        Row("  best time", report => report.Milliseconds(0.99).Min());
        Row("  worst time", report => report.Milliseconds(0.99).Max());
        Row("gate slowest, ms", report => report.Milliseconds(1).Max());
        Row("not answered with 200", report => report.Rounds.Sum(round => round.Failures));
        Row("resident under load, MB", report => report.Rounds.Max(round => round.ResidentMegabytes));
        table.Print(output);

        void Row(string name, Func<GateReport, double> figure, double? target = null) => table.Add(
            [name, .. reports.Select(report => Text(figure(report), target)), target is null ? "" : string.Create(CultureInfo.InvariantCulture, $"< {target}")]);
    }

    private IEnumerable<double> Milliseconds(double quantile) => Rounds.Select(round => round.Quantile(quantile).TotalMilliseconds);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(double value, double? target) =>
        (target is null ? "" : value < target ? "met " : "MISSED ") + value.ToString(value >= 100 ? "#,0" : "0.#", CultureInfo.InvariantCulture);
}
