using ErrorBudget.Pipeline.Schedules;
using NCrontab;

namespace ErrorBudgetFunctions.Standalone;

/// <summary>
/// Fires a trigger from an NCRONTAB schedule where no Functions host does it. Runs never overlap; an occurrence that passes
/// while one runs is not made up for.
/// </summary>
/// <param name="name">What is run, for the log.</param>
/// <param name="run">Runs it.</param>
/// <param name="schedule">When.</param>
/// <param name="firesAtStart">Whether it also runs at once, to catch up.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class ScheduledTrigger(
    string name, Func<CancellationToken, Task> run, CrontabSchedule schedule, bool firesAtStart, TimeProvider time, ILogger<ScheduledTrigger> log) : BackgroundService
{
    private readonly Timetable _timetable = new(schedule, time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (!firesAtStart) await _timetable.WaitAsync(stoppingToken);
            while (true)
            {
                await FireAsync(stoppingToken);
                await _timetable.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    private async Task FireAsync(CancellationToken stoppingToken)
    {
        try
        {
            await run(stoppingToken);
        }
#pragma warning disable CA1031 // The schedule goes on whatever happens to one run, as it does under the Functions host.
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.LogError("{Name} failed and will be tried again at the next occurrence: {Message}", name, failure.Message);
            log.LogDebug(failure, "{Name} failed", name);
        }
    }
}
