using NCrontab;

namespace ErrorBudget.Pipeline.Schedules;

/// <summary>Waits for the next time of an NCRONTAB schedule, UTC, however far away it is.</summary>
public sealed class Timetable(CrontabSchedule schedule, TimeProvider time)
{
    /// <summary>A timer holds at most 49 days, and clocks are set: the time is looked at again this often.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Returns at the next occurrence after now.</summary>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var next = schedule.GetNextOccurrence(time.GetUtcNow().UtcDateTime);
        while (next - time.GetUtcNow().UtcDateTime is var left && left > TimeSpan.Zero)
            await Task.Delay(left < LongestWait ? left : LongestWait, time, cancellationToken);
    }
}
