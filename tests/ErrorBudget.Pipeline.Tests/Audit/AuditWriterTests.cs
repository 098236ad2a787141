using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Audit;

public sealed class AuditWriterTests : IAsyncDisposable
{
    private readonly MemoryAuditTrail _trail = new();
    private readonly FakeTimeProvider _time = new(AuditEntries.Noon);
    private readonly AuditWriter _writer;

    public AuditWriterTests() => _writer = new AuditWriter(_trail, _time, NullLogger<AuditWriter>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_a_second_are_written_together()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 500; i++) await _writer.RecordAsync(AuditEntries.At(_time.GetUtcNow()), Cancellation);
        await PassAsync(() => _trail.Entries.Count == 500);
        Assert.Equal(1, _trail.Calls);
    }

    [Fact]
    public async Task A_row_that_is_waited_for_is_written_without_delay_and_takes_the_waiting_ones_with_it()
    {
        await _writer.StartAsync(Cancellation);
        var (first, second) = (AuditEntries.At(_time.GetUtcNow()), AuditEntries.At(_time.GetUtcNow()));
        await _writer.RecordAsync(first, Cancellation);
        await _writer.RecordAndWaitAsync(second, Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.Equal([first, second], _trail.Entries);
    }

    [Fact]
    public async Task Rows_wait_while_storage_fails_and_none_is_lost()
    {
        _trail.IsDown = true;
        await _writer.StartAsync(Cancellation);
        var entries = Enumerable.Range(0, 50).Select(_ => AuditEntries.At(_time.GetUtcNow())).ToArray();
        foreach (var entry in entries) await _writer.RecordAsync(entry, Cancellation);
        await PassAsync(() => _trail.Calls >= 3);
        Assert.Empty(_trail.Entries);

        _trail.IsDown = false;
        await PassAsync(() => _trail.Entries.Count == 50);
        Assert.Equal(entries, _trail.Entries);
    }

    [Fact]
    public async Task When_too_many_rows_wait_the_next_is_refused_after_a_while()
    {
        // Not started: nothing takes rows out.
        for (var i = 0; i < AuditWriter.Capacity; i++) await _writer.RecordAsync(AuditEntries.At(_time.GetUtcNow()), Cancellation);
        var next = _writer.RecordAsync(AuditEntries.At(_time.GetUtcNow()), Cancellation);
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(6));
        var refused = await Assert.ThrowsAsync<StorageException>(() => next);
        Assert.Contains("10000 audit rows wait", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_is_waited_for_and_not_stored_in_time_is_an_error()
    {
        _trail.IsDown = true;
        await _writer.StartAsync(Cancellation);
        var recorded = _writer.RecordAndWaitAsync(AuditEntries.At(_time.GetUtcNow()), Cancellation);
        await PassAsync(() => recorded.IsCompleted);
        await Assert.ThrowsAsync<StorageException>(() => recorded);
    }

    [Fact]
    public async Task It_may_be_ended_twice_by_who_does_not_know_that_it_is_over_already()
    {
        await _writer.StartAsync(Cancellation);
        await _writer.StopAsync(Cancellation);
        _writer.Dispose();
        await _writer.StopAsync(Cancellation);
    }

    [Fact]
    public async Task The_last_rows_are_written_when_the_program_ends_and_no_more_are_taken()
    {
        await _writer.StartAsync(Cancellation);
        for (var i = 0; i < 2500; i++) await _writer.RecordAsync(AuditEntries.At(_time.GetUtcNow()), Cancellation);
        await _writer.StopAsync(Cancellation);
        Assert.Equal(2500, _trail.Entries.Count);
        await Assert.ThrowsAsync<StorageException>(() => _writer.RecordAsync(AuditEntries.At(_time.GetUtcNow()), Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        _trail.IsDown = false;
        var stopped = _writer.StopAsync(CancellationToken.None);
        await PassAsync(() => stopped.IsCompleted);
        _writer.Dispose();
    }

    /// <summary>Lets time pass until a condition holds.</summary>
    private async Task PassAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 2000, "the condition holds in time");
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
