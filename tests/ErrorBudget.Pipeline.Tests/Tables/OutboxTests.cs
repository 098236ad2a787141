using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Tests.Tables;

public sealed class OutboxTests(AzuriteFixture azurite)
{
    private static readonly Slot _slot = new(11);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_outbox_is_in_order_of_time_over_all_SLOs_of_a_slot()
    {
        using var test = await azurite.NewStoreAsync();
        var records = await FillAsync(test.Store, 250);

        Assert.Equal(records, await test.Store.LoadOutboxAsync(_slot, 1000, Cancellation));
        Assert.Equal(records[..7], await test.Store.LoadOutboxAsync(_slot, 7, Cancellation));
        Assert.Empty(await test.Store.LoadOutboxAsync(new Slot(12), 7, Cancellation));
    }

    [Fact]
    public async Task Removing_what_is_partly_gone_removes_the_rest_and_is_no_error()
    {
        using var test = await azurite.NewStoreAsync();
        var records = await FillAsync(test.Store, 250);
        await test.Store.RemoveFromOutboxAsync(_slot, [records[0], records[3], records[120], records[249]], Cancellation);

        await test.Store.RemoveFromOutboxAsync(_slot, records[..200], Cancellation);
        Assert.Equal(records[200..249], await test.Store.LoadOutboxAsync(_slot, 1000, Cancellation));

        await test.Store.RemoveFromOutboxAsync(_slot, [.. records, .. records], Cancellation);
        await test.Store.RemoveFromOutboxAsync(_slot, records, Cancellation);
        await test.Store.RemoveFromOutboxAsync(_slot, [], Cancellation);
        Assert.Empty(await test.Store.LoadOutboxAsync(_slot, 1000, Cancellation));
    }

    [Fact]
    public async Task Two_that_remove_the_same_at_once_both_succeed()
    {
        using var test = await azurite.NewStoreAsync();
        var records = await FillAsync(test.Store, 100);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => test.Store.RemoveFromOutboxAsync(_slot, records, Cancellation))));
        Assert.Empty(await test.Store.LoadOutboxAsync(_slot, 1000, Cancellation));
    }

    [Fact]
    public async Task Run_reports_of_all_shards_come_back_and_their_problems_are_bounded()
    {
        using var test = await azurite.NewStoreAsync();
        var now = new DateTimeOffset(2026, 11, 23, 8, 5, 17, TimeSpan.Zero);
        RunReport Report(int shard, Minute? through, params string[] problems) => new(shard, now, now.AddSeconds(1.5), through, 12, 3, "3f9ac01b", problems);
        await test.Store.SaveRunAsync(Report(0, Samples.Now, "old"), Cancellation);
        await test.Store.SaveRunAsync(Report(10, null), Cancellation);
        await test.Store.SaveRunAsync(Report(0, Samples.Now + 1, [.. Enumerable.Range(0, 30).Select(i => $"{i} " + new string('x', 4000))]), Cancellation);
        await test.Store.SaveRunAsync(Report(11, null, [.. Enumerable.Repeat(new string('\u0001', 4000), 30)]), Cancellation); // six times as long in JSON

        var runs = await test.Store.LoadRunsAsync(Cancellation);

        Assert.Equal([0, 10, 11], runs.Select(run => run.Shard));
        Assert.Equal([Samples.Now + 1, null, null], runs.Select(run => run.DataThrough));
        Assert.Equivalent(Report(10, null), runs[1]);
        Assert.Equal(20, runs[0].Problems.Count);
        Assert.InRange(runs[2].Problems.Count, 1, 19);
        Assert.All(runs[0].Problems, problem => Assert.InRange(problem.Length, 1, 1001));
    }

    /// <summary>Records of five SLOs, in order of time, stored in another order.</summary>
    private static async Task<OutboxRecord[]> FillAsync(TableStore store, int count)
    {
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(5)];
        OutboxRecord[] records = [.. Enumerable.Range(0, count).Select(i => new OutboxRecord($"{slos[i % 5]}/fast@{(i * 31) % count}", Samples.Now + (i * 400), $$"""{"n":{{i}}}"""))];
        var commits = slos.Select((slo, i) => Samples.Commit(Samples.Typical(slo), outbox: [.. records.Where((_, at) => at % 5 == i).Reverse()])).Reverse();
        Assert.Equal(5, (await store.CommitAsync(_slot, [.. commits], Cancellation)).Count);
        return records;
    }
}
