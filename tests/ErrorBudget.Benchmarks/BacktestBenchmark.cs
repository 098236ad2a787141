using System.Diagnostics;
using System.Globalization;
using ErrorBudget.Pipeline.Backtest;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Benchmarks;

/// <summary>What replaying a year costs: no input or output, as many SLOs at once as there are processors.</summary>
internal static class BacktestBenchmark
{
    private const int Minutes = 365 * Minute.PerDay;
    private const int Before = 31 * Minute.PerDay;

    private static readonly Minute Start = Minute.Containing(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(int slos, TextWriter output, CancellationToken cancellationToken)
    {
        var policy = new Fleet(slos, Start, Start + Minutes).PolicyAt(new Uri("http://localhost:9090"), windowDays: 30);
        var clock = Stopwatch.StartNew();
        var report = await new PolicyBacktest(new GeneratedLedgers()).RunAsync(policy, policy.Objectives, new BacktestOptions { Days = 365 }, null, cancellationToken);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a year of {report.Slos.Length} SLOs with {report.Slos[0].Rules.Length} rules: {clock.Elapsed.TotalSeconds:0.0} s on {Environment.ProcessorCount} processors, {Environment.CpuUsage.TotalTime.TotalSeconds:0.0} s of CPU, making the counts included; {report.Slos.Sum(slo => slo.Rules.Sum(rule => rule.Firings.Length))} firings; {Environment.WorkingSet / 1_000_000} MB"));
    }

    /// <summary>Traffic by day and night with an incident now and then.</summary>
    private sealed class GeneratedLedgers : ILedgers
    {
        public Task<LedgerReading> ReadAsync(IReadOnlyCollection<Objective> objectives, int days, CancellationToken cancellationToken)
        {
            var start = Start - Before;
            var pasts = objectives.ToDictionary(objective => objective.Slo.Id, objective => new Past(
                Ledger.StartingAt(start).Append([.. Enumerable.Range(0, Before + Minutes).Select(Count)]), start));
            return Task.FromResult(new LedgerReading(pasts, new Dictionary<SloId, string>()));
        }

        private static Bucket Count(int minute)
        {
            var total = 1_000 + (minute % Minute.PerDay);
            var bad = minute % 20_000 < 40 ? total / 10 : minute % 9 == 0 ? 1 : 0;
            return Bucket.Of(total - bad, total);
        }
    }
}
