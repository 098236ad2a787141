using ErrorBudget.Pipeline.Storage;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests;

public sealed class RecentReadsTests
{
    private static readonly TimeSpan Trust = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Freshness = RecentReads<string, int>.Freshness;
    private static readonly TimeSpan Patience = RecentReads<string, int>.Patience;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly RecentReads<string, int> _reads;
    private Func<Task<int>> _store = () => Task.FromResult(1);
    private int _calls;

    public RecentReadsTests() => _reads = new RecentReads<string, int>(
        (_, _) =>
        {
            Interlocked.Increment(ref _calls);
            return _store();
        },
        Trust,
        _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_served_for_seconds_and_then_read_again()
    {
        Assert.Equal(1, await GetAsync());
        _store = () => Task.FromResult(2);
        _time.Advance(Freshness - TimeSpan.FromTicks(1));
        Assert.Equal((1, 1), (await GetAsync(), _calls));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((2, 2), (await GetAsync(), _calls));
    }

    [Fact]
    public async Task Each_key_has_an_answer_of_its_own()
    {
        await GetAsync();
        await _reads.GetAsync("other", Cancel);
        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task Its_age_counts_from_when_the_store_was_asked()
    {
        var slow = new TaskCompletionSource<int>();
        _store = () => slow.Task;
        var asking = GetAsync();
        _time.Advance(Freshness);
        slow.SetResult(1);
        await asking;
        await GetAsync();
        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task While_one_reads_the_others_wait_for_the_same_answer_even_if_that_one_goes()
    {
        var slow = new TaskCompletionSource<int>();
        _store = () => slow.Task;
        using var leaving = new CancellationTokenSource();
        var first = _reads.GetAsync("key", leaving.Token).AsTask();
        var others = Enumerable.Range(0, 50).Select(_ => GetAsync()).ToArray();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.All(others, other => Assert.False(other.IsCompleted));
        slow.SetResult(7);
        Assert.All(await Task.WhenAll(others), answer => Assert.Equal(7, answer));
        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task A_store_that_fails_is_let_be_for_seconds_and_stood_in_for_while_the_old_answer_is_trusted()
    {
        await GetAsync();
        _store = () => throw new StorageException("down");
        _time.Advance(Freshness);
        Assert.Equal((1, 2), (await GetAsync(), _calls));
        Assert.Equal((1, 2), (await GetAsync(), _calls));
        _time.Advance(Freshness);
        Assert.Equal((1, 3), (await GetAsync(), _calls));

        // Failing does not make the old answer any younger.
        _time.Advance(Trust - (2 * Freshness));
        await Assert.ThrowsAsync<StorageException>(GetAsync);
        _store = () => Task.FromResult(2);
        Assert.Equal(2, await GetAsync());
    }

    [Fact]
    public async Task A_store_that_fails_at_first_is_asked_again_at_once()
    {
        _store = () => Task.FromException<int>(new StorageException("down"));
        await Assert.ThrowsAsync<StorageException>(GetAsync);
        _store = () => Task.FromResult(1);
        Assert.Equal(1, await GetAsync());
    }

    [Fact]
    public async Task A_slow_store_is_stood_in_for_after_a_second_and_its_answer_counts_when_it_comes()
    {
        await GetAsync();
        var slow = new TaskCompletionSource<int>();
        _store = () => slow.Task;
        _time.Advance(Freshness);
        var asking = GetAsync();
        Assert.False(asking.IsCompleted);
        _time.Advance(Patience);
        Assert.Equal(1, await asking);

        slow.SetResult(2);
        Assert.Equal((2, 2), (await GetAsync(), _calls));
    }

    [Fact]
    public async Task A_slow_store_is_waited_for_where_nothing_can_stand_in()
    {
        await GetAsync();
        var slow = new TaskCompletionSource<int>();
        _store = () => slow.Task;
        _time.Advance(Trust - TimeSpan.FromMilliseconds(500));
        var asking = GetAsync();
        _time.Advance(Patience);
        slow.SetResult(2);
        Assert.Equal(2, await asking);
    }

    [Fact]
    public async Task What_is_recalled_was_read_and_is_trusted()
    {
        Assert.False(_reads.TryRecall("key", out _));
        await GetAsync();
        _time.Advance(Trust - TimeSpan.FromTicks(1));
        Assert.True(_reads.TryRecall("key", out var recalled));
        Assert.Equal((1, 1), (recalled, _calls));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(_reads.TryRecall("key", out _));
    }

    [Fact]
    public async Task What_is_forgotten_is_read_again_also_while_it_was_being_read()
    {
        var before = new TaskCompletionSource<int>();
        _store = () => before.Task;
        var asking = GetAsync();
        _reads.Forget("key");
        _store = () => Task.FromResult(2);
        Assert.Equal(2, await GetAsync());
        before.SetResult(1);
        Assert.Equal(1, await asking);
        Assert.Equal(2, await GetAsync());
    }

    private Task<int> GetAsync() => _reads.GetAsync("key", Cancel).AsTask();
}
