using ErrorBudgetFunctions.Triggers;
using NCrontab;

namespace ErrorBudgetFunctions.Standalone;

/// <summary>
/// Fires the evaluation from the NCRONTAB schedule where no Functions host does it: once at the start, to catch up, and
/// then at every occurrence. Runs never overlap; an occurrence that passes while one runs is not made up for, since an
/// evaluation reads all that is missing.
/// </summary>
internal sealed class EvaluationTimer(EvaluateBudgets trigger, CrontabSchedule schedule, TimeProvider time, ILogger<EvaluationTimer> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await trigger.RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The schedule goes on whatever happens to one run, as it does under the Functions host.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                log.LogError("Evaluation failed and will be tried again at the next occurrence: {Message}", failure.Message);
                log.LogDebug(failure, "Evaluation failed");
            }

            var now = time.GetUtcNow().UtcDateTime;
            await Task.Delay(schedule.GetNextOccurrence(now) - now, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
