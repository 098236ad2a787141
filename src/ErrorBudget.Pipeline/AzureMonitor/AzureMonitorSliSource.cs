using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.AzureMonitor;

/// <summary>Counts events where the policy in force says that Azure Monitor is asked: by logs and by platform metrics.</summary>
/// <remarks>What fails, is partial or truncated is not counted; a later tick reads those minutes.</remarks>
public sealed class AzureMonitorSliSource : ISliSource
{
    /// <summary>An identity may have five log queries under way; more only wait in the service.</summary>
    private const int ConcurrentQueries = 4;

    private readonly Func<CancellationToken, Task<Policy?>> _policy;
    private readonly AzureMonitorClient _client;

    /// <summary>A source.</summary>
    /// <param name="policy">Gives the policy in force.</param>
    /// <param name="credential">Makes the app's credential; called when it is first needed.</param>
    /// <param name="time">The clock of timeouts and pauses.</param>
    /// <param name="transport">How requests are sent; null for the system's HTTP.</param>
    /// <param name="instruments">Where queries are counted; null for nowhere.</param>
    public AzureMonitorSliSource(Func<CancellationToken, Task<Policy?>> policy, Func<TokenCredential> credential, TimeProvider time, HttpPipelineTransport? transport = null, AzureMonitorInstruments? instruments = null)
    {
        _policy = policy;
        _client = new AzureMonitorClient(credential, transport ?? HttpClientTransport.Shared, time, instruments);
    }

    /// <summary>Whether an SLI is counted by Azure Monitor.</summary>
    public static bool Reads(Sli sli) => sli is AppRequestsSli or KqlSli or PlatformMetricsSli;

    /// <inheritdoc/>
    public async Task<SliReading> ReadAsync(IReadOnlyCollection<Objective> objectives, MinuteRange range, Resolution resolution, CancellationToken cancellationToken)
    {
        var sources = (await _policy(cancellationToken))?.AzureMonitor;
        return SliReading.Of(await Task.WhenAll(objectives
            .GroupBy(objective => objective.Sli.Source, StringComparer.Ordinal)
            .Select(group => sources?.GetValueOrDefault(group.Key) is { } settings
                ? ReadAsync(group.Key, settings, [.. group], BucketGrid.Of(range, resolution), cancellationToken)
                : Task.FromResult(SliReading.Failed(group, $"There is no source \"{group.Key}\" of the type azure-monitor in the policy.")))));
    }

    private async Task<SliReading> ReadAsync(string name, AzureMonitorSettings settings, Objective[] objectives, BucketGrid grid, CancellationToken cancellationToken)
    {
        var draft = new ReadingDraft(objectives, grid);
        ReadingTask[] tasks = [.. new LogReader(name, settings, _client).Plan(objectives, grid, draft), .. new MetricReader(name, settings, _client).Plan(objectives, grid, draft)];
        string? outage = null;
        await Parallel.ForEachAsync(
            tasks,
            new ParallelOptions { MaxDegreeOfParallelism = ConcurrentQueries, CancellationToken = cancellationToken },
            async (task, stop) =>
            {
                try
                {
                    // A place that is down is not asked for the rest: every query would wait and retry in vain.
                    if (Volatile.Read(ref outage) is { } known) draft.Fail(task.Objectives, known);
                    else await task.RunAsync(stop);
                }
                catch (AzureMonitorException e)
                {
                    if (e.IsOutage) Volatile.Write(ref outage, e.Message);
                    draft.Fail(task.Objectives, e.Message);
                }
                catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or JsonException or FormatException or IndexOutOfRangeException)
                {
                    // What JsonDocument throws for an answer of another form.
                    draft.Fail(task.Objectives, $"Azure Monitor \"{name}\" answered in a form that is not its API's: {e.Message}");
                }
            });
        return draft.Build();
    }
}
