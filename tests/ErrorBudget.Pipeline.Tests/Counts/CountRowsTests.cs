using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Tests.Dispatch;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Counts;

/// <summary>Pushed counts in Table Storage: each once, whoever dies when and whoever else writes.</summary>
public sealed class CountRowsTests(AzuriteFixture azurite)
{
    private readonly FakeTimeProvider _time = new(Pushed.Noon.Start);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pushed_twice_out_of_order_by_two_writers_at_once_every_count_is_counted_once()
    {
        using var test = await azurite.NewStoreAsync();
        var counts = Pushed.Some(seed: 1, number: 500, "twice");
        var random = new Random(2);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer =>
        {
            var messages = CountMessage.Split([.. counts.OrderBy(_ => random.Next())]);
            return Task.Run(() => RecordAsync(test, messages), Cancel);
        }));
        Assert.Equal(Pushed.Truth(counts), await Pushed.StoredAsync(test.Store.Counts, counts.Select(count => count.SloId)));
    }

    [Fact]
    public async Task Who_records_says_how_many_were_new()
    {
        using var test = await azurite.NewStoreAsync();
        var counts = Pushed.Some(seed: 3, number: 250, "new");
        using var recorder = Recorder(test);
        Assert.Equal(100, await recorder.RunAsync(new CountMessage([.. counts[..100]]), Cancel));
        Assert.Equal(150, await recorder.RunAsync(new CountMessage([.. counts]), Cancel));
        Assert.Equal(0, await recorder.RunAsync(new CountMessage([.. counts]), Cancel));
    }

    [Fact]
    public async Task The_same_id_with_other_numbers_or_another_time_is_the_same_count()
    {
        using var test = await azurite.NewStoreAsync();
        using var recorder = Recorder(test);
        var first = Pushed.Of("id", Pushed.Noon - 100, 1, 2, "a");
        await recorder.RunAsync(new CountMessage([first, first with { Good = 0 }]), Cancel);
        await recorder.RunAsync(new CountMessage([first with { Total = 9 }, first with { At = Pushed.Noon.Start }]), Cancel);
        var other = first with { Service = "id2" };
        await recorder.RunAsync(new CountMessage([other]), Cancel);
        Assert.Equal(Pushed.Truth([first, other]), await Pushed.StoredAsync(test.Store.Counts, [first.SloId, other.SloId]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_around_any_call_to_storage_the_next_process_ends_with_exact_sums(bool after)
    {
        using var test = await azurite.NewStoreAsync();

        // The first calls make the tables.
        var deaths = 0;
        for (var fatal = 3; ; fatal++)
        {
            var counts = Pushed.Some(seed: fatal, number: 130, $"kill-{fatal}");
            using (var recorder = Recorder(test)) await recorder.RunAsync(new CountMessage([.. counts[..20]]), Cancel);
            var process = new Mortal(fatal, after);
            using var client = new HttpClient(new MortalHandler(process));
            using var victim = await TestStore.OpenAsync((await azurite.ServerAsync()).ConnectionString, new HttpClientTransport(client), TestStore.Impatient with { TableName = test.Table.Name });
            try
            {
                using var recorder = Recorder(victim);
                await recorder.RunAsync(new CountMessage([.. counts]), Cancel);
            }
            catch (Mortal.DeathException)
            {
                deaths++;
            }

            // Its message comes back, and once more because nobody could say that it was handled.
            await RecordAsync(test, [new CountMessage([.. counts]), new CountMessage([.. counts])]);
            Assert.Equal(Pushed.Truth(counts), await Pushed.StoredAsync(test.Store.Counts, counts.Select(count => count.SloId)));
            if (!process.IsDead) break;
        }

        Assert.True(deaths > 8, $"{deaths} deaths");
    }

    [Fact]
    public async Task Ids_are_forgotten_after_fifteen_days_and_sums_when_the_policy_no_longer_keeps_them()
    {
        using var test = await azurite.NewStoreAsync();
        var counts = Pushed.Some(seed: 5, number: 300, "old");
        await RecordAsync(test, [new CountMessage([.. counts])]);
        var all = await RowsAsync(test);
        Assert.True(all > 300);

        var policy = EvaluatorScene.PolicyOf([]) with { RetentionDays = 30 };
        await PurgeAsync(14);
        Assert.Equal(all, await RowsAsync(test));

        // A list whose ids are not all there, as after a restore that was cut short, is forgotten too.
        var id = await test.Table.QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey"], cancellationToken: Cancel).FirstAsync(row => row.RowKey.StartsWith("i|", StringComparison.Ordinal), Cancel);
        await test.Table.DeleteEntityAsync(id.PartitionKey, id.RowKey, cancellationToken: Cancel);
        await PurgeAsync(17);
        Assert.Equal(Pushed.Truth(counts), await Pushed.StoredAsync(test.Store.Counts, counts.Select(count => count.SloId)));
        Assert.True(await RowsAsync(test) <= 6);
        await PurgeAsync(32);
        Assert.Equal(0, await RowsAsync(test));

        async Task PurgeAsync(int days)
        {
            _time.SetUtcNow(Pushed.Noon.Start.AddDays(days));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new Retention(test.Store.Dated, _time, NullLogger<Retention>.Instance).RunAsync(policy, Cancel)));
        }
    }

    [Fact]
    public async Task A_count_so_old_that_its_id_may_be_forgotten_is_not_counted_and_the_others_are()
    {
        using var test = await azurite.NewStoreAsync();
        var (young, old) = (Pushed.Of("age", Pushed.Noon - 5, 1, 2, "young"), Pushed.Of("age", Pushed.Noon - (15 * Minute.PerDay), 1, 2, "old"));
        using var recorder = Recorder(test);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => recorder.RunAsync(new CountMessage([old, young]), Cancel));
        Assert.StartsWith("1 of 2 pushed counts are older than 14 days", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Pushed.Truth([young]), await Pushed.StoredAsync(test.Store.Counts, [young.SloId]));
    }

    [Fact]
    public async Task A_message_of_one_hour_costs_one_transaction()
    {
        using var test = await azurite.NewStoreAsync();
        await RecordAsync(test, [new CountMessage([Pushed.Of("cost", Pushed.Noon, 1, 1, "first")])]);
        var (transactions, entities) = (test.Transactions, test.Entities);
        await RecordAsync(test, [new CountMessage([.. Enumerable.Range(0, 50).Select(i => Pushed.Of("cost", Pushed.Noon + i, 1, 1, $"{i}"))])]);
        Assert.Equal((2, 52), (test.Transactions - transactions, test.Entities - entities));
    }

    private CountRecorder Recorder(TestStore test) => new(test.Store.Counts, _time, NullLogger<CountRecorder>.Instance);

    private async Task RecordAsync(TestStore test, IEnumerable<CountMessage> messages)
    {
        using var recorder = Recorder(test);
        foreach (var message in messages) await recorder.RunAsync(message, Cancel);
    }

    private static async Task<int> RowsAsync(TestStore test) =>
        await test.Table.QueryAsync<TableEntity>(row => row.PartitionKey.CompareTo("counts|") >= 0 && row.PartitionKey.CompareTo("counts}") < 0, cancellationToken: Cancel).CountAsync(Cancel);

    private sealed class MortalHandler(Mortal process) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            process.DoAsync(() => base.SendAsync(request, cancellationToken));
    }
}
