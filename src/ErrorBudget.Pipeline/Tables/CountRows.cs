using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Pushed counts as rows. One entity-group transaction adds to the sums, each only in the version it was read in, and adds a
/// row for every id, which is refused if there is one: so an id is counted once, however many try.
/// </summary>
internal sealed class CountRows(TableCalls calls, StorageTraffic traffic) : ICountStore
{
    /// <summary>The property of a list that holds its digests.</summary>
    public const string Digests = "Ids";

    private const string Counts = "Counts";

    /// <summary>How often a transaction is tried while others change the same sums.</summary>
    private const int Attempts = 30;

    /// <summary>How many ids are looked up at the same time.</summary>
    private const int Lookups = 16;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private static readonly string[] _keys = ["PartitionKey", "RowKey"];
    private static readonly string[] _sums = [.. _keys, Counts];

    /// <inheritdoc/>
    public async Task<int> RecordAsync(Slot slot, IReadOnlyCollection<PushedCount> counts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.FirstOrDefault(count => Slot.Of(count.SloId) != slot) is { } stray) throw new ArgumentException($"{stray.SloId} belongs to slot {Slot.Of(stray.SloId)}, not {slot}.", nameof(counts));
        var counted = 0;
        foreach (var batch in CountBatch.Pack(counts)) counted += await RecordAsync(slot, batch, now, cancellationToken);
        return counted;
    }

    /// <inheritdoc/>
    public async Task<ILookup<SloId, HourCounts>> LoadAsync(Slot slot, MinuteRange range, CancellationToken cancellationToken)
    {
        var filter = RowKeys.Between(CountKeys.Partition(slot), CountKeys.SumsFrom(range.Start.Hour), CountKeys.SumsFrom((range.End - 1).Hour + Minute.PerHour));
        var rows = range.IsEmpty ? [] : await calls.QueryAsync($"load the pushed counts of {slot}", filter, _sums, int.MaxValue, cancellationToken);
        return rows.ConvertAll(Read).ToLookup(read => read.Slo, read => read.Counts);
    }

    /// <summary>Records a transaction's worth.</summary>
    private async Task<int> RecordAsync(Slot slot, CountBatch batch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await TryAsync(slot, batch, now, cancellationToken)) return batch.Counts.Count;

            // Refused: some have been counted already, or others have changed the sums meanwhile.
            batch = batch.Without(await FindAsync(slot, batch, cancellationToken));
            if (batch.Counts.Count == 0) return 0;
            if (attempt > 1) await Task.Delay(LongestPause * Random.Shared.NextDouble(), cancellationToken);
        }

        throw calls.Failure($"record pushed counts in {slot}", $"others changed the sums {Attempts} times meanwhile", "The message is handled again.", null);
    }

    /// <summary>Writes a batch.</summary>
    /// <returns>Whether it was written; if not, nothing of it was, or it had been before.</returns>
    private async Task<bool> TryAsync(Slot slot, CountBatch batch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partition = CountKeys.Partition(slot);
        var actions = new List<TableTransactionAction>(SloWrites.MaximumEntities);
        foreach (var hour in batch.Hours) actions.Add(await SumAsync(partition, hour, cancellationToken));
        actions.AddRange(batch.Digests.Select(digest => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(partition, CountKeys.Id(digest)))));
        actions.Add(new TableTransactionAction(
            TableTransactionActionType.Add, new TableEntity(partition, CountKeys.List(now, Guid.NewGuid())) { [Digests] = batch.Digests.SelectMany(digest => digest).ToArray() }));
        return await calls.RunAsync(
            $"record {batch.Counts.Count} pushed counts in {slot}",
            async table =>
            {
                try
                {
                    await table.SubmitTransactionAsync(actions, cancellationToken);
                    traffic.Wrote(actions.Count);
                    return true;
                }
                catch (TableTransactionFailedException refused) when (IsRefusal(refused))
                {
                    return false;
                }
            },
            cancellationToken);
    }

    /// <summary>What makes an hour's sums what they are with more counts, if nobody changes them meanwhile.</summary>
    private async Task<TableTransactionAction> SumAsync(string partition, IGrouping<(Minute Hour, SloId Slo), PushedCount> added, CancellationToken cancellationToken)
    {
        var (hour, slo) = added.Key;
        var key = CountKeys.Sum(hour, slo);
        var found = await calls.RunAsync(
            $"load the pushed counts of {slo} at {hour}", table => table.GetEntityIfExistsAsync<TableEntity>(partition, key, _sums, cancellationToken), cancellationToken);
        var sums = (found.HasValue ? Read(found.Value!).Counts : new HourCounts(hour)).Plus(added);
        var row = new TableEntity(partition, key) { [Counts] = HourCountsFormat.Encode(sums) };
        return found.HasValue
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, found.Value!.ETag)
            : new TableTransactionAction(TableTransactionActionType.Add, row);
    }

    /// <summary>The ids of a batch that were counted already.</summary>
    private async Task<IReadOnlySet<string>> FindAsync(Slot slot, CountBatch batch, CancellationToken cancellationToken)
    {
        var partition = CountKeys.Partition(slot);
        var found = new bool[batch.Digests.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Lookups, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, found.Length, parallel, async (i, token) => found[i] = await calls.RunAsync(
            $"look up a pushed count in {slot}",
            async table => (await table.GetEntityIfExistsAsync<TableEntity>(partition, CountKeys.Id(batch.Digests[i]), _keys, token)).HasValue,
            token));
        return batch.Digests.Where((_, i) => found[i]).Select(digest => CountKeys.Id(digest)).ToHashSet();
    }

    /// <summary>Also what comes back when an attempt timed out that had succeeded, and was made again: then all ids are found.</summary>
    private static bool IsRefusal(RequestFailedException exception) =>
        exception.ErrorCode == TableErrorCode.EntityAlreadyExists
        || exception.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied
        || exception.ErrorCode == TableErrorCode.ResourceNotFound;

    private (SloId Slo, HourCounts Counts) Read(TableEntity row)
    {
        try
        {
            var (hour, slo) = CountKeys.SumOf(row.RowKey);
            return (slo, HourCountsFormat.Decode(hour, row.GetBinary(Counts) ?? throw new InvalidDataException($"Its property {Counts} is missing.")));
        }
        catch (InvalidDataException wrong)
        {
            throw calls.Unreadable(row, wrong);
        }
    }
}
