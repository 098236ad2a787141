using System.Collections.Immutable;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Evaluate;

/// <summary>Evaluators on a store in memory and a source whose truth is known.</summary>
internal sealed class EvaluatorScene
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public EvaluatorScene(int slos = 3, int windowDays = 2)
    {
        Policy = PolicyOf([.. Enumerable.Range(0, slos).Select(number => ObjectiveOf($"service-{number}", windowDays))]);
        Source = new ModelSource(CountsOf);
    }

    public Policy Policy { get; set; }

    public MemoryLedgerStore Store { get; } = new();

    public ModelSource Source { get; }

    public MemoryAdjustments Adjustments { get; } = new();

    public MemoryNoticeQueue Queue { get; } = new();

    public FakeTimeProvider Time { get; } = new(Noon);

    public EvaluationOptions Options { get; init; } = new();

    /// <summary>A new process: nothing remembered but what the store holds.</summary>
    public BudgetEvaluator Start() => new(Store, Source, Queue, new AdjustmentReader(Adjustments), Time, NullLogger<BudgetEvaluator>.Instance, Options);

    /// <summary>Traffic that differs by SLO and minute, with errors, minutes without traffic and minutes unknown.</summary>
    public static Bucket CountsOf(SloId slo, Minute minute)
    {
        var seed = Hash(slo.Service.Length, slo.Service[^1], minute.Index);
        if (seed % 97 == 0) return Bucket.Unknown;
        if (seed % 31 == 0) return Bucket.Of(0, 0);
        var total = 50 + (seed % 100);
        return Bucket.Of(total - (seed % 7 == 0 ? seed % 5 : 0), total);
    }

    public static Policy PolicyOf(ImmutableArray<Objective> objectives, int shards = 1) => new()
    {
        Version = "test",
        Shards = shards,
        RetentionDays = 400,
        Objectives = objectives,
        Prometheus = ImmutableDictionary<string, PrometheusSettings>.Empty
            .Add(PrometheusSettings.DefaultName, new PrometheusSettings { Url = new Uri("http://localhost:9090"), SettleSeconds = 30 }),
    };

    public static Objective ObjectiveOf(string service, int windowDays = 2, decimal target = 0.99m, SliceRule? slices = null) => new()
    {
        Slo = new Slo
        {
            Id = new SloId(service, "availability"),
            Target = new Target(target),
            Window = SloWindow.Rolling(windowDays),
            Slices = slices,
            Rules =
            [
                new BurnRateRule { Name = "fast", Severity = BurnSeverity.Fast, WindowMinutes = 5, Multiplier = 14.4m },
                new BurnRateRule { Name = "slow", Severity = BurnSeverity.Slow, WindowMinutes = 60, ConfirmWindowMinutes = 5, Multiplier = 6 },
                new BurnRateRule { Name = "critical", Severity = BurnSeverity.Critical, WindowMinutes = 1440, ConfirmWindowMinutes = 120, Multiplier = 3 },
            ],
        },
        Sli = new MetricSli
        {
            Metric = "http_requests_total", ServiceLabel = "service", Service = service, StatusLabel = "code", SuccessValues = ["2.."],
        },
    };

    private static uint Hash(int first, int second, int third)
    {
        var hash = 2166136261u;
        foreach (var part in (ReadOnlySpan<int>)[first, second, third]) hash = (hash ^ (uint)part) * 16777619u;
        return hash ^ (hash >> 13);
    }
}
