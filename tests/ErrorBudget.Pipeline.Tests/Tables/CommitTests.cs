using Azure.Data.Tables;
using CsCheck;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Tests.Tables;

public sealed class CommitTests(AzuriteFixture azurite)
{
    private static readonly Slot _slot = new(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_record_comes_back_from_storage_as_it_was()
    {
        using var test = await azurite.NewStoreAsync();
        var next = 0;
        await Samples.Record(default).Array[1, 30].SampleAsync(
            async any =>
            {
                var slot = new Slot(next++ % Slot.Count);
                var records = any.Zip(Samples.SlosOf(slot).Skip(next * 2), Samples.OfSlo).ToList();
                var known = (await test.Store.LoadAsync(slot, Cancellation)).Slos;
                var versions = await test.Store.CommitAsync(slot, records.ConvertAll(record => Samples.Commit(record, known.GetValueOrDefault(record.Snapshot.Id)?.ETag)), Cancellation);
                var loaded = (await test.Store.LoadAsync(slot, Cancellation)).Slos;
                Assert.Equal(records.Count, versions.Count);
                foreach (var record in records)
                {
                    var stored = loaded[record.Snapshot.Id];
                    Samples.AssertSame(record, stored.Record);
                    Assert.Equal(versions[record.Snapshot.Id], stored.ETag);
                    Samples.AssertSame(record, (await test.Store.FindAsync(record.Snapshot.Id, Cancellation))!);
                }
            },
            iter: 24,
            threads: 1);
    }

    [Theory]
    [InlineData("checkout", "p99 < 300 ms")]
    [InlineData("a/b\\c#d?e%f", "'quoted' \"twice\"")]
    [InlineData("h|d|o", "=2F|")]
    [InlineData("", "")]
    [InlineData("zahlung-über-漢字-🙂", "\t\u0001\u009F")]
    [InlineData("name+with&every;thing,in=it", "$select=* %25 ~^[]{}")]
    public async Task Odd_names_are_stored_and_found(string service, string name)
    {
        using var test = await azurite.NewStoreAsync();
        var slo = new SloId(service, name);
        var slot = Slot.Of(slo);
        var record = new OutboxRecord($"{slo}/fast@{Samples.Now}", Samples.Now, """{"text":"odd ' \" \\ 漢字"}""");
        var first = await test.Store.CommitAsync(slot, [Samples.Commit(Samples.Typical(slo))], Cancellation);
        var second = await test.Store.CommitAsync(slot, [Samples.Commit(Samples.Typical(slo, seed: 2), first[slo], [Samples.TypicalHour(Samples.Now)], [record])], Cancellation);

        Assert.NotEqual(first[slo], second[slo]);
        Samples.AssertSame(Samples.Typical(slo, seed: 2), (await test.Store.FindAsync(slo, Cancellation))!);
        Assert.Equal(slo, Assert.Single((await test.Store.LoadAsync(slot, Cancellation)).Slos).Key);
        Assert.Equal(slo, Assert.Single((await test.Store.LoadHourAsync(slot, Samples.Now, Cancellation)).Slos).Key);
        Assert.Single(await test.Store.LoadHoursAsync(slo, new MinuteRange(Samples.Now.Hour, Samples.Now), Cancellation));
        Assert.Equal([record], await test.Store.LoadOutboxAsync(slot, 10, Cancellation));
        await test.Store.RemoveFromOutboxAsync(slot, [record], Cancellation);
        Assert.Empty(await test.Store.LoadOutboxAsync(slot, 10, Cancellation));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using var test = await azurite.NewStoreAsync();
        Assert.Null(await test.Store.FindAsync(new SloId("no", "such"), Cancellation));
        Assert.Null(await test.Store.FindAsync(new SloId(new string('x', 5000), "such"), Cancellation));
        Assert.Empty((await test.Store.LoadAsync(_slot, Cancellation)).Slos);
        Assert.Empty(await test.Store.LoadHoursAsync(new SloId("no", "such"), new MinuteRange(Samples.Now - 5000, Samples.Now), Cancellation));
    }

    [Fact]
    public async Task A_second_insert_and_a_stale_version_are_refused_and_change_nothing()
    {
        using var test = await azurite.NewStoreAsync();
        var slo = Samples.SlosOf(_slot).First();
        var one = await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(slo, seed: 1))], Cancellation);
        Assert.Empty(await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(slo, seed: 2))], Cancellation));

        var two = await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(slo, seed: 3), one[slo])], Cancellation);
        var outbox = new OutboxRecord("lost", Samples.Now, "{}");
        Assert.Empty(await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(slo, seed: 4), one[slo], [Samples.TypicalHour(Samples.Now)], [outbox])], Cancellation));

        var stored = Assert.Single((await test.Store.LoadAsync(_slot, Cancellation)).Slos).Value;
        Assert.Equal(two[slo], stored.ETag);
        Samples.AssertSame(Samples.Typical(slo, seed: 3), stored.Record);
        Assert.Empty(await test.Store.LoadOutboxAsync(_slot, 10, Cancellation));
        Assert.Empty((await test.Store.LoadHourAsync(_slot, Samples.Now, Cancellation)).Slos);
    }

    [Fact]
    public async Task A_version_of_a_record_that_was_deleted_is_refused()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(3)];
        var versions = await test.Store.CommitAsync(_slot, [.. slos.Select(slo => Samples.Commit(Samples.Typical(slo)))], Cancellation);
        await test.Table.DeleteEntityAsync(_slot.ToString(), RowKeys.Head(slos[1]), cancellationToken: Cancellation);

        var second = await test.Store.CommitAsync(_slot, [.. slos.Select(slo => Samples.Commit(Samples.Typical(slo, seed: 2), versions[slo]))], Cancellation);

        Assert.Equal([slos[0], slos[2]], second.Keys);
    }

    [Fact]
    public async Task One_SLO_s_conflict_leaves_the_rest_of_its_transaction_alone_and_costs_two_calls_more()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(90)];
        var versions = await test.Store.CommitAsync(_slot, [.. slos.Select(slo => Samples.Commit(Samples.Typical(slo)))], Cancellation);
        SloId[] overtaken = [slos[0], slos[41], slos[42], slos[89]];
        await test.Store.CommitAsync(_slot, [.. overtaken.Select(slo => Samples.Commit(Samples.Typical(slo, seed: 2), versions[slo]))], Cancellation);
        var before = test.Transactions;

        var result = await test.Store.CommitAsync(_slot, [.. slos.Select(slo => Samples.Commit(Samples.Typical(slo, seed: 3), versions[slo]))], Cancellation);

        Assert.Equal(slos.Except(overtaken), result.Keys);
        Assert.Equal(before + 3, test.Transactions); // refused, versions, accepted
        foreach (var (slo, stored) in (await test.Store.LoadAsync(_slot, Cancellation)).Slos)
        {
            Samples.AssertSame(Samples.Typical(slo, seed: overtaken.Contains(slo) ? 2 : 3), stored.Record);
        }
    }

    [Fact]
    public async Task Of_two_committers_at_once_exactly_one_wins_each_SLO_and_its_outbox_is_the_winner_s()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(60)];
        IReadOnlyDictionary<SloId, string> versions = new Dictionary<SloId, string>();
        for (var round = 0; round < 10; round++)
        {
            var left = CommitAllAsync(slos[..40], 100 + round);
            var right = CommitAllAsync(slos[20..], 200 + round);
            var results = await Task.WhenAll(left, right);

            var stored = (await test.Store.LoadAsync(_slot, Cancellation)).Slos;
            foreach (var slo in slos)
            {
                var winner = Assert.Single(results, result => result.ContainsKey(slo));
                Assert.Equal(winner[slo], stored[slo].ETag);
                Assert.Equal(winner == results[0] ? 100 + round : 200 + round, stored[slo].Record.Ledger.Floor.Bad);
            }

            var outbox = await test.Store.LoadOutboxAsync(_slot, 1000, Cancellation);
            Assert.Equal(
                slos.Select(slo => $"{slo} by {stored[slo].Record.Ledger.Floor.Bad}").Order(StringComparer.Ordinal),
                outbox.Select(record => record.Id).Order(StringComparer.Ordinal));
            await test.Store.RemoveFromOutboxAsync(_slot, outbox, Cancellation);
            versions = stored.ToDictionary(pair => pair.Key, pair => pair.Value.ETag);
        }

        Task<IReadOnlyDictionary<SloId, string>> CommitAllAsync(IEnumerable<SloId> of, int mark)
        {
            var known = versions;
            return Task.Run(() => test.Store.CommitAsync(
                _slot,
                [
                    .. of.Select(slo =>
                    {
                        var record = Samples.Typical(slo);
                        var marked = record with { Ledger = Ledger.Restore(record.Ledger.CoveredFrom, new Tally(mark, mark, 0, 0), record.Ledger.Open) };
                        return Samples.Commit(marked, known.GetValueOrDefault(slo), outbox: [new OutboxRecord($"{slo} by {mark}", Samples.Now, "{}")]);
                    }),
                ],
                Cancellation));
        }
    }

    [Fact]
    public async Task A_thousand_SLOs_take_as_few_transactions_as_a_hundred_rows_each_allow()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Enumerable.Range(0, 1000).Select(i => new SloId($"service-{i}", "availability"))];
        var slots = slos.GroupBy(Slot.Of).ToList();
        var versions = new Dictionary<SloId, string>();

        var (transactions, entities) = (test.Transactions, test.Entities);
        foreach (var slot in slots) await CommitAsync(slot, []);
        Assert.Equal(slots.Sum(slot => Ceiling(slot.Count(), 100)), test.Transactions - transactions);
        Assert.Equal(1000, test.Entities - entities);

        (transactions, entities) = (test.Transactions, test.Entities);
        foreach (var slot in slots) await CommitAsync(slot, [Samples.TypicalHour(Samples.Now), Samples.TypicalHour(Samples.Now - 60)]);
        Assert.Equal(slots.Sum(slot => Ceiling(slot.Count(), 50)), test.Transactions - transactions);
        Assert.Equal(2000, test.Entities - entities);

        async Task CommitAsync(IGrouping<Slot, SloId> slot, IReadOnlyList<LedgerSegment> hours)
        {
            var result = await test.Store.CommitAsync(slot.Key, [.. slot.Select(slo => Samples.Commit(Samples.Typical(slo), versions.GetValueOrDefault(slo), hours))], Cancellation);
            Assert.Equal(slot.Count(), result.Count);
            foreach (var (slo, version) in result) versions[slo] = version;
        }

        static int Ceiling(int count, int size) => (count + size - 1) / size;
    }

    [Fact]
    public async Task Large_groups_are_packed_by_size_and_their_estimate_is_never_too_small()
    {
        using var test = await azurite.NewStoreAsync();
        var json = '"' + new string('"', 16_000) + '漢'; // a quote takes six bytes on the wire
        var commits = Samples.SlosOf(_slot).Take(40).Select(slo => Samples.Commit(
            Samples.Typical(slo), null, [], [.. Enumerable.Range(0, 4).Select(i => new OutboxRecord($"{slo} 漢字 {i}", Samples.Now, json))])).ToList();
        List<List<SloWrites>> packed = [.. SloWrites.Pack(commits.Select(commit => SloWrites.Of(_slot, commit)))];
        Assert.All(packed, batch => Assert.InRange(batch.Sum(writes => writes.Bytes), 1, SloWrites.MaximumBytes));
        Assert.True(packed.Count > 40 * 5 / SloWrites.MaximumEntities);
        var bytes = test.Bytes;

        Assert.Equal(40, (await test.Store.CommitAsync(_slot, commits, Cancellation)).Count);

        Assert.InRange(test.Bytes - bytes, 1, packed.Sum(batch => batch.Sum(writes => (long)writes.Bytes)));
        Assert.Equal(160, (await test.Store.LoadOutboxAsync(_slot, 1000, Cancellation)).Count);
    }

    [Fact]
    public async Task A_commit_that_cannot_be_stored_whole_is_refused_before_anything_is_written()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(2)];
        var good = Samples.Commit(Samples.Typical(slos[0]));
        var record = Samples.Typical(slos[1]);
        var hundredDays = Enumerable.Range(0, 100).Select(day => Samples.TypicalHour(Samples.Now - (day * Minute.PerDay))).ToList();
        SloCommit[] bad =
        [
            Samples.Commit(record, hours: hundredDays),
            Samples.Commit(record, hours: [LedgerSegment.From(Samples.Now.Hour, default, [Bucket.Of(1, 1)])]),
            Samples.Commit(record, outbox: [new OutboxRecord("large", Samples.Now, new string('x', 16_385))]),
            Samples.Commit(record, outbox: [new OutboxRecord(new string('x', 600), Samples.Now, "{}")]),
            Samples.Commit(record, outbox: [new OutboxRecord("half a \uD83D", Samples.Now, "{}")]),
            Samples.Commit(record, outbox: [new OutboxRecord("twice", Samples.Now, "{}"), new OutboxRecord("twice", Samples.Now, "{}")]),
            Samples.Commit(record with { Fingerprint = new string('x', 5000) }),
            Samples.Commit(record) with { Slo = new SloId("another", "one") },
            good,
        ];

        foreach (var commit in bad) await Assert.ThrowsAnyAsync<ArgumentException>(() => test.Store.CommitAsync(_slot, [good, commit], Cancellation));

        Assert.Empty(await test.Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation));
        Assert.Single(await test.Store.CommitAsync(_slot, [Samples.Commit(record, hours: hundredDays[..99])], Cancellation));
    }

    [Fact]
    public async Task A_damaged_record_is_named_and_read_as_nothing_and_the_others_are_read()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(2)];
        var slo = slos[0];
        await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(slos[1]))], Cancellation);
        var bytes = RecordFormat.Encode(Samples.Typical(slo));
        bytes[40] ^= 1;
        TableEntity[] rows =
        [
            new(_slot.ToString(), RowKeys.Head(slo)) { ["Record"] = bytes },
            new(_slot.ToString(), RowKeys.Head(slo)) { ["Record"] = "text" },
            new(_slot.ToString(), RowKeys.Head(slo)),
        ];
        foreach (var row in rows)
        {
            await test.Table.UpsertEntityAsync(row, TableUpdateMode.Replace, Cancellation);
            var one = await Assert.ThrowsAsync<StorageException>(() => test.Store.FindAsync(slo, Cancellation));
            var all = await test.Store.LoadAsync(_slot, Cancellation);
            Assert.Contains(RowKeys.Head(slo), one.Message, StringComparison.Ordinal);
            Assert.Equal(one.Message, Assert.Throws<StorageException>(() => all.Find(slo)).Message);
            Assert.NotNull(all.Find(slos[1]));
        }
    }

    [Fact]
    public async Task More_rows_than_a_page_holds_are_all_loaded()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(1050)];
        var record = Samples.Typical(slos[0]);
        await test.Store.CommitAsync(_slot, [.. slos.Select(slo => Samples.Commit(record with { Snapshot = record.Snapshot with { Id = slo } }))], Cancellation);
        Assert.Equal(slos.ToHashSet(), (await test.Store.LoadAsync(_slot, Cancellation)).Slos.Keys.ToHashSet());
    }
}
