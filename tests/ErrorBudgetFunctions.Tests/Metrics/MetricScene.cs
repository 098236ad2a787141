using System.Buffers;
using System.Text;
using ErrorBudget;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudgetFunctions.Metrics;

namespace ErrorBudgetFunctions.Tests.Metrics;

/// <summary>What a scrape reads, made by hand, and what it writes of it.</summary>
internal static class MetricScene
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static Objective Objective(string service, params BurnRateRule[] rules) => new()
    {
        Slo = new Slo { Id = new SloId(service, "availability"), Target = new Target(0.999m), Window = SloWindow.Rolling(30), Owner = "team-shop", Rules = [.. rules] },
        Sli = new PushedSli(),
        Runbook = new Uri("https://wiki.example.com/shop?a=1&b=2"),
    };

    public static Snapshot Snapshot(Objective objective, long bad, long total = 1_000_000)
    {
        var (through, budget) = (Minute.Containing(Noon), new Budget(objective.Slo.Target, bad, total, IsKnown: true));
        return new Snapshot
        {
            Id = objective.Slo.Id,
            Owner = objective.Slo.Owner,
            EvaluatedAt = Noon,
            DataThrough = through,
            LastKnown = through,
            CoveredFrom = through - (30 * Minute.PerDay),
            Window = objective.Slo.Window,
            Budget = budget,
            State = budget.IsMet ? SloState.Met : SloState.Missed,
            Zone = ZoneThresholds.Default.ZoneOf(budget, 0),
            Zones = ZoneThresholds.Default,
            Rules = [],
            Coverage = 1,
            PolicyVersion = "v1",
        };
    }

    public static SloReading Read(Objective objective, Snapshot? snapshot) => new(objective, new SnapshotReading(snapshot, null), Noon);

    public static SloReading Unreadable(Objective objective) => new(objective, new SnapshotReading(null, new StorageException("damaged")), Noon);

    public static StateReading State(params SloReading[] slos) => new()
    {
        Now = Noon,
        Policy = new Policy { Version = "v1", RetentionDays = 31, Prometheus = System.Collections.Immutable.ImmutableDictionary<string, PrometheusSettings>.Empty, Objectives = [.. slos.Select(slo => slo.Objective)] },
        IsPolicyRefused = false,
        Slos = slos,
        Runs = [],
        SignOffs = [],
        Undelivered = 0,
        Problems = 0,
    };

    /// <summary>All of it as text.</summary>
    public static string TextOf(StateReading state)
    {
        var output = new ArrayBufferWriter<byte>();
        var exposition = new Exposition(output);
        foreach (var metric in MetricCatalogue.All) metric.Write(state, exposition);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The samples of one metric, without its name.</summary>
    public static IReadOnlyList<string> SamplesOf(StateReading state, string metric) =>
        [.. TextOf(state).Split('\n').Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal)).Select(line => line[metric.Length..])];
}
