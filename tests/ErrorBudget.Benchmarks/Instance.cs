using System.Diagnostics.Metrics;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Prometheus;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Benchmarks;

/// <summary>An evaluator with connections of its own: it remembers nothing and has nothing open, like the app after its start.</summary>
internal sealed class Instance : IDisposable
{
    private readonly Policy _policy;
    private readonly PrometheusSources _source;
    private readonly BudgetEvaluator _evaluator;

    public Instance(Policy policy, string storage, MemoryNoticeQueue queue, TimeProvider time, IMeterFactory meters)
    {
        _policy = policy;
        _source = new PrometheusSources(policy.Prometheus, credential: null, time, new PrometheusInstruments(meters), NullLoggerFactory.Instance);
        Store = TableStore.Connect(
            StorageConnection.Read(name => name == "AzureWebJobsStorage" ? storage : null, _ => throw new InvalidOperationException("Azurite needs no identity.")),
            new TableStoreOptions(),
            meters.Create(Traffic.MeterName));
        _evaluator = new BudgetEvaluator(Store, _source, queue, new AdjustmentReader(Store.Adjustments), time, NullLogger<BudgetEvaluator>.Instance, new EvaluationOptions());
    }

    public TableStore Store { get; }

    /// <summary>Evaluates all SLOs.</summary>
    /// <exception cref="InvalidOperationException">Something failed; figures would mean nothing.</exception>
    public async Task<RunReport> TickAsync(CancellationToken cancellationToken)
    {
        var report = await _evaluator.RunAsync(_policy, shard: 0, cancellationToken);
        return report.Problems.Count == 0 ? report : throw new InvalidOperationException($"The tick of {report.StartedAt:u} failed: {report.Problems[0]}");
    }

    public void Dispose()
    {
        _evaluator.Dispose();
        _source.Dispose();
    }
}
