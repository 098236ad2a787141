using Azure.Data.Tables;
using CsCheck;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Tests.Tables;

public sealed class SealedHourTests(AzuriteFixture azurite)
{
    private static readonly Slot _slot = new(7);
    private static readonly SloId _slo = Samples.SlosOf(_slot).First();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hours_of_a_day_are_merged_into_its_row_and_loaded_by_range()
    {
        using var test = await azurite.NewStoreAsync();
        var midnight = Samples.Now.Day;
        var hours = Enumerable.Range(-3, 8).Select(i => Samples.TypicalHour(midnight + (i * 60), i + 3)).ToList();
        string? version = null;
        foreach (var chunk in hours.Chunk(3))
        {
            version = (await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo), version, chunk)], Cancellation))[_slo];
        }

        var rows = await test.Table.QueryAsync<TableEntity>(row => row.RowKey.CompareTo("d|") >= 0 && row.RowKey.CompareTo("d}") < 0, cancellationToken: Cancellation).ToListAsync(Cancellation);
        Assert.Equal([3, 5], rows.Select(row => row.Keys.Count(key => key.StartsWith('H'))));

        await AssertLoadedAsync(new MinuteRange(midnight - 600, midnight + 600), hours);
        await AssertLoadedAsync(new MinuteRange(midnight - 60, midnight + 60), hours[2..4]);
        await AssertLoadedAsync(new MinuteRange(midnight - 61, midnight + 61), hours[1..5]);
        await AssertLoadedAsync(new MinuteRange(midnight, midnight), []);
        await AssertLoadedAsync(new MinuteRange(midnight + 300, midnight + 400), []);

        async Task AssertLoadedAsync(MinuteRange range, List<LedgerSegment> expected)
        {
            var loaded = await test.Store.LoadHoursAsync(_slo, range, Cancellation);
            Assert.Equal(expected.Select(hour => hour.Start), loaded.Select(hour => hour.Start));
            foreach (var (one, other) in expected.Zip(loaded)) Samples.AssertSame(one, other);
        }
    }

    [Fact]
    public async Task One_hour_of_every_SLO_in_a_slot_is_one_call()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(120)];
        var commits = slos.Select((slo, i) => Samples.Commit(
            Samples.Typical(slo), hours: i % 3 == 0 ? [] : [Samples.TypicalHour(Samples.Now, i), Samples.TypicalHour(Samples.Now - 60, i + 1000)]));
        await test.Store.CommitAsync(_slot, [.. commits], Cancellation);
        var before = test.Transactions;

        var loaded = (await test.Store.LoadHourAsync(_slot, Samples.Now, Cancellation)).Slos;

        Assert.Equal(before + 1, test.Transactions);
        Assert.Equal(slos.Where((_, i) => i % 3 != 0).ToHashSet(), loaded.Keys.ToHashSet());
        foreach (var (slo, hour) in loaded) Samples.AssertSame(Samples.TypicalHour(Samples.Now, Array.IndexOf(slos, slo)), hour);
        Assert.Empty((await test.Store.LoadHourAsync(_slot, Samples.Now - 120, Cancellation)).Slos);
    }

    [Fact]
    public async Task Any_hour_comes_back_from_storage_with_its_slice_verdicts()
    {
        using var test = await azurite.NewStoreAsync();
        string? version = null;
        await Samples.Hour.SampleAsync(
            async hour =>
            {
                version = (await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo), version, [hour])], Cancellation))[_slo];
                Samples.AssertSame(hour, (await test.Store.LoadHourAsync(_slot, hour.Start, Cancellation)).Slos[_slo]);
                Samples.AssertSame(hour, Assert.Single(await test.Store.LoadHoursAsync(_slo, new MinuteRange(hour.Start, hour.End), Cancellation)));
            },
            iter: 50,
            threads: 1);
    }

    [Fact]
    public async Task A_year_of_hours_is_loaded_in_order()
    {
        using var test = await azurite.NewStoreAsync();
        var coarse = Enumerable.Range(1, 400 * 24).Select(i => LedgerSegment.From(Samples.Now.Day - (i * 60), new Tally(0, -i, 0, 0), [Bucket.Of(i, i, 60)], Minute.PerHour)).Reverse().ToList();
        string? version = null;
        foreach (var chunk in coarse.Chunk(95 * 24))
        {
            version = (await test.Store.CommitAsync(_slot, [Samples.Commit(Samples.Typical(_slo), version, chunk)], Cancellation))[_slo];
        }

        var loaded = await test.Store.LoadHoursAsync(_slo, new MinuteRange(Samples.Now - (401 * Minute.PerDay), Samples.Now), Cancellation);

        Assert.Equal(coarse.Select(hour => (hour.Start, hour.Before, hour.After)), loaded.Select(hour => (hour.Start, hour.Before, hour.After)));
    }

    [Fact]
    public async Task Purging_deletes_whole_days_before_a_day_and_nothing_else()
    {
        using var test = await azurite.NewStoreAsync();
        SloId[] slos = [.. Samples.SlosOf(_slot).Take(30)];
        var today = Samples.Now.Day;
        var hours = Enumerable.Range(0, 10).Select(day => Samples.TypicalHour(today - (day * Minute.PerDay))).ToList();
        await test.Store.CommitAsync(_slot, [.. slos.Select(slo => Samples.Commit(Samples.Typical(slo), hours: hours, outbox: [new OutboxRecord($"{slo}", today - 50_000, "{}")]))], Cancellation);

        Assert.Equal(30 * 7, await test.Store.PurgeAsync(_slot, today - (2 * Minute.PerDay) + 61, Cancellation));
        Assert.Equal(0, await test.Store.PurgeAsync(_slot, today - (2 * Minute.PerDay), Cancellation));

        foreach (var slo in slos)
        {
            var left = await test.Store.LoadHoursAsync(slo, new MinuteRange(today - 20_000, today + 2_000), Cancellation);
            Assert.Equal([today - 2880, today - 1440, today], left.Select(hour => hour.Start));
        }

        Assert.Equal(30, (await test.Store.LoadAsync(_slot, Cancellation)).Slos.Count);
        Assert.Equal(30, (await test.Store.LoadOutboxAsync(_slot, 100, Cancellation)).Count);
    }

    [Fact]
    public async Task A_damaged_hour_is_named_and_those_of_others_are_read()
    {
        using var test = await azurite.NewStoreAsync();
        var other = Samples.SlosOf(_slot).First(slo => slo != _slo);
        await test.Store.CommitAsync(
            _slot, [.. ((SloId[])[_slo, other]).Select(slo => Samples.Commit(Samples.Typical(slo), hours: [Samples.TypicalHour(Samples.Now)]))], Cancellation);
        var row = new TableEntity(_slot.ToString(), RowKeys.Day(Samples.Now, _slo)) { [RowKeys.HourProperty(Samples.Now)] = new byte[] { 1, 2, 3, 4, 5, 6 } };
        await test.Table.UpsertEntityAsync(row, TableUpdateMode.Merge, Cancellation);

        var hours = await test.Store.LoadHourAsync(_slot, Samples.Now, Cancellation);
        var failure = Assert.Throws<StorageException>(() => hours.Find(_slo));
        Assert.NotNull(hours.Find(other));
        Assert.Contains(row.RowKey, failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageException>(() => test.Store.LoadHoursAsync(_slo, new MinuteRange(Samples.Now - 60, Samples.Now), Cancellation));
    }
}
