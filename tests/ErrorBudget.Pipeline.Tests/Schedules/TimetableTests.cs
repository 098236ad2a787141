using ErrorBudget.Pipeline.Schedules;
using Microsoft.Extensions.Time.Testing;
using NCrontab;

namespace ErrorBudget.Pipeline.Tests.Schedules;

public sealed class TimetableTests
{
    [Fact]
    public async Task A_quarter_is_waited_for_though_no_timer_is_that_long()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 10, 1, 8, 0, 0, TimeSpan.Zero));
        var schedule = CrontabSchedule.Parse("0 0 8 1 1,4,7,10 *", new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        var waiting = new Timetable(schedule, time).WaitAsync(TestContext.Current.CancellationToken);

        var due = new DateTimeOffset(2027, 1, 1, 8, 0, 0, TimeSpan.Zero);
        while (time.GetUtcNow() < due - TimeSpan.FromHours(1)) time.Advance(TimeSpan.FromHours(1));
        Assert.False(waiting.IsCompleted);

        // The clock goes on until the waiting, which runs on another thread, has seen it.
        for (var i = 0; i < 10_000 && !waiting.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Waiting_can_be_ended()
    {
        using var end = new CancellationTokenSource();
        var waiting = new Timetable(CrontabSchedule.Parse("0 8 * * 1"), new FakeTimeProvider()).WaitAsync(end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
