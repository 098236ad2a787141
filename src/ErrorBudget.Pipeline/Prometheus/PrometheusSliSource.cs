using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;
using Microsoft.Extensions.Logging;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>Counts events at one Prometheus server, or at what speaks its HTTP API: Azure Monitor workspace, Thanos, Mimir.</summary>
public sealed class PrometheusSliSource : ISliSource
{
    private readonly PrometheusLimits _limits;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly CounterReader _counters;
    private readonly QueryReader _queries;

    /// <summary>A source.</summary>
    /// <param name="name">The server's name in the policy.</param>
    /// <param name="settings">How it is read.</param>
    /// <param name="http">What reaches it, see <see cref="PrometheusHttp.CreateClient"/>. Not disposed.</param>
    /// <param name="time">The clock of timeouts and waits.</param>
    /// <param name="instruments">Where queries are counted.</param>
    /// <param name="logger">Where retries and failures are told.</param>
    /// <param name="limits">How much is asked at once; null for <see cref="PrometheusLimits.Default"/>.</param>
    public PrometheusSliSource(
        string name,
        PrometheusSettings settings,
        HttpClient http,
        TimeProvider time,
        PrometheusInstruments instruments,
        ILogger<PrometheusSliSource> logger,
        PrometheusLimits? limits = null)
    {
        _name = name;
        _limits = limits ?? PrometheusLimits.Default;
        _time = time;
        var client = new DividingClient(new PrometheusClient(name, settings, http, _limits, time, instruments, logger), _limits.Halvings, logger);
        _counters = new CounterReader(client, settings, _limits);
        _queries = new QueryReader(client, _limits);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Hours are asked for, but the range is not whole hours.</exception>
    public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        var grid = BucketGrid.Of(range, resolution);
        var draft = new ReadingDraft(objectives, grid);
        var byKind = objectives.ToLookup(objective => objective.Sli is MetricSli);
        ReadingTask[] tasks = [.. _counters.Plan(byKind[true], grid, draft), .. _queries.Plan(byKind[false], grid, draft)];

        using var deadline = new CancellationTokenSource(_limits.ReadingTime, _time);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        string? outage = null;
        await Parallel.ForEachAsync(
            tasks,
            new ParallelOptions { MaxDegreeOfParallelism = _limits.ConcurrentQueries, CancellationToken = cancellationToken },
            async (task, _) =>
            {
                try
                {
                    // A server that is down is not asked for the rest: every query would wait and retry in vain.
                    if (Volatile.Read(ref outage) is { } known) draft.Fail(task.Objectives, known);
                    else if (!task.Objectives.All(draft.HasFailed)) await task.RunAsync(stopping.Token);
                }
                catch (PrometheusException e)
                {
                    if (e.Fault == PrometheusFault.Unreachable) Volatile.Write(ref outage, e.Message);
                    draft.Fail(task.Objectives, e.Message);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    draft.Fail(task.Objectives, $"Prometheus \"{_name}\" was not read within {_limits.ReadingTime}. The rest is read later; if this goes on, the server is too slow for what is asked.");
                }
            });
        return draft.Build();
    }
}
