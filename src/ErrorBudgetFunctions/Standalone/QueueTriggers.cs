using ErrorBudget.Pipeline.Queues;
using ErrorBudgetFunctions.Triggers;

namespace ErrorBudgetFunctions.Standalone;

/// <summary>Pumps the queues where no Functions host does it. Asked to stop, it ends the messages it is in.</summary>
internal sealed class QueueTriggers(
    [FromKeyedServices(StorageQueue.Shards)] StorageQueue shards,
    [FromKeyedServices(StorageQueue.Notices)] StorageQueue notices,
    [FromKeyedServices(StorageQueue.Checks)] StorageQueue checks,
    [FromKeyedServices(StorageQueue.Counts)] StorageQueue counts,
    EvaluateShard evaluate,
    AnswerCheck answer,
    RecordCounts record,
    DispatchNotice dispatch,
    QueuePumpOptions options,
    TimeProvider time,
    ILogger<QueuePump> log) : BackgroundService
{
    /// <summary>A check is to be answered at once, so its queue is looked into often.</summary>
    private static readonly TimeSpan LongestPauseForChecks = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        // Evaluations take turns in one process: a second message would only wait here instead of going to another process.
        new QueuePump(shards, evaluate.RunAsync, options with { Parallel = 1 }, time, log).RunAsync(stoppingToken),
        new QueuePump(checks, answer.RunAsync, options with { MaximumPause = TimeSpan.FromTicks(Math.Min(LongestPauseForChecks.Ticks, options.MaximumPause.Ticks)) }, time, log).RunAsync(stoppingToken),
        new QueuePump(counts, record.RunAsync, options, time, log).RunAsync(stoppingToken),
        new QueuePump(notices, dispatch.RunAsync, options, time, log).RunAsync(stoppingToken));
}
