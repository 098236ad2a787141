using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Tables;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Counts;

/// <summary>Pushed counts as the evaluation reads them.</summary>
public sealed class PushedSliSourceTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly MinuteRange Recent = new(Pushed.Noon - 71, Pushed.Noon - 1);

    private readonly CountQueue _queue = new();
    private readonly FakeTimeProvider _time = new(Pushed.Noon.Start) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private TestStore _test = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _test = await azurite.NewStoreAsync();

    public ValueTask DisposeAsync()
    {
        _test.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_minute_without_a_push_is_unknown_and_one_with_a_total_of_zero_is_no_traffic()
    {
        await RecordAsync(Pushed.Of("a", Recent.Start, 1, 3, "1"), Pushed.Of("a", Recent.End - 1, 0, 0, "2"), Pushed.Of("a", Recent.Start - 1, 9, 9, "before"), Pushed.Of("a", Recent.End, 9, 9, "after"));
        var reading = await ReadAsync(Recent, Resolution.Minute, "a", "b");
        Assert.Empty(reading.Failures);
        var counts = reading.Counts[Slo("a")];
        Assert.Equal(Recent.Length, counts.Count);
        Assert.Equal((Bucket.Of(1, 3), Bucket.Of(0, 0)), (counts[0], counts[^1]));
        Assert.All(counts.Skip(1).SkipLast(1), bucket => Assert.False(bucket.IsKnown));
        Assert.Equal(Recent.Length, reading.Counts[Slo("b")].Count(bucket => !bucket.IsKnown));
    }

    [Fact]
    public async Task An_hour_is_the_sum_of_its_known_minutes()
    {
        var hours = new MinuteRange(Pushed.Noon - (3 * Minute.PerHour), Pushed.Noon - Minute.PerHour);
        await RecordAsync(Pushed.Of("a", hours.Start, 1, 3, "1"), Pushed.Of("a", hours.Start + 59, 4, 4, "2"));
        Assert.Equal([Bucket.Of(5, 7, 2), Bucket.Unknown], (await ReadAsync(hours, Resolution.Hour, "a")).Counts[Slo("a")]);
    }

    [Fact]
    public async Task While_accepted_counts_wait_for_long_nothing_is_read()
    {
        _queue.Backlog = new CountBacklog(3, Pushed.Noon.Start.AddMinutes(-4));
        Assert.Empty((await ReadAsync(Recent, Resolution.Minute, "a")).Failures);
        _queue.Backlog = new CountBacklog(3, Pushed.Noon.Start.AddMinutes(-6));
        Assert.StartsWith("Pushed counts wait in the queue to be recorded, the oldest since 2026-11-23 11:54:00Z", (await ReadAsync(Recent, Resolution.Minute, "a")).Failures[Slo("a")], StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_pause_nothing_is_read_while_anything_is_being_recorded()
    {
        _queue.Backlog = new CountBacklog(1, OldestWaiting: null);
        Assert.Empty((await ReadAsync(Recent, Resolution.Minute, "a")).Failures);
        var reading = ReadAsync(new MinuteRange(Recent.Start - 20, Recent.End), Resolution.Minute, "a");
        while (!reading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        Assert.StartsWith("Pushed counts are still being recorded", (await reading).Failures[Slo("a")], StringComparison.Ordinal);
        _queue.Backlog = CountBacklog.Empty;
        Assert.Empty((await ReadAsync(new MinuteRange(Recent.Start - 20, Recent.End), Resolution.Minute, "a")).Failures);
    }

    [Fact]
    public async Task A_queue_or_store_that_cannot_be_reached_is_a_failure_and_no_exception()
    {
        _queue.Backlog = null;
        Assert.Contains("no queue", (await ReadAsync(Recent, Resolution.Minute, "a")).Failures[Slo("a")], StringComparison.Ordinal);
    }

    private async Task RecordAsync(params PushedCount[] counts)
    {
        foreach (var slot in counts.GroupBy(count => Slot.Of(count.SloId))) await _test.Store.Counts.RecordAsync(slot.Key, [.. slot], Pushed.Noon.Start, Cancel);
    }

    private Task<SliReading> ReadAsync(MinuteRange range, Resolution resolution, params string[] services) =>
        new PushedSliSource(_test.Store.Counts, _queue, _time).ReadAsync([.. services.Select(Objective)], range, resolution, Cancel);

    private static SloId Slo(string service) => new(service, "jobs");

    private static Objective Objective(string service) => new()
    {
        Slo = new Slo { Id = Slo(service), Target = new Target(0.99m), Window = SloWindow.Rolling(7), Rules = [] },
        Sli = new PushedSli(),
    };
}
