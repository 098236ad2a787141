using System.Diagnostics;
using ErrorBudget.Testing;

namespace ErrorBudget.Benchmarks;

/// <summary>Reads what has been used up to now.</summary>
internal sealed class Gauge(PrometheusServer prometheus, AzuriteServer azurite, Traffic traffic)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Measures a piece of work.</summary>
    public async Task<Usage> OfAsync(Func<Task> work)
    {
        var before = Read();
        await work();
        return Read() - before;
    }

    private Usage Read() => new(
        _clock.Elapsed,
        Environment.CpuUsage.TotalTime,
        prometheus.ProcessorTime,
        azurite.ProcessorTime,
        traffic["errorbudget.prometheus.queries"],
        traffic["errorbudget.prometheus.answer.size"],
        traffic["errorbudget.storage.transactions"],
        traffic["errorbudget.storage.entities_written"],
        traffic["errorbudget.storage.bytes_written"],
        GC.GetTotalAllocatedBytes(precise: true));
}
