using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Entity-group transactions in which one row's refusal does not fail the others: what can no longer succeed is left
/// out and the rest tried again, until all that can be written is.
/// </summary>
internal sealed class Transactions
{
    private readonly TableCalls _calls;
    private readonly StorageTraffic _traffic;

    public Transactions(TableCalls calls, StorageTraffic traffic)
    {
        _calls = calls;
        _traffic = traffic;
    }

    /// <summary>Writes a transaction's worth of commits.</summary>
    /// <returns>The new versions of those that were not refused.</returns>
    public async Task<IEnumerable<KeyValuePair<SloId, string>>> CommitAsync(Slot slot, List<SloWrites> batch, CancellationToken cancellationToken)
    {
        var action = $"commit {batch.Count} SLOs to {slot}";
        while (batch.Count > 0)
        {
            var (answers, refusedAt) = await TryAsync(action, [.. batch.SelectMany(writes => writes.Actions)], cancellationToken);
            if (answers is not null) return Versions(batch, answers);

            var standing = await StandingAsync(slot.ToString(), batch.Select(writes => writes.HeadKey), cancellationToken);
            var first = 0;
            List<SloWrites> left = [];
            foreach (var writes in batch)
            {
                var refused = refusedAt >= first && refusedAt < first + writes.Actions.Count;
                if (!refused && standing.GetValueOrDefault(writes.HeadKey) == writes.ExpectedETag) left.Add(writes);
                first += writes.Actions.Count;
            }

            batch = Fewer(action, batch, left);
        }

        return [];
    }

    /// <summary>Deletes rows; those that are gone already are no error.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteAsync(string action, string partition, IEnumerable<string> rowKeys, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var chunk in rowKeys.Distinct().Chunk(SloWrites.MaximumEntities))
        {
            for (List<string> batch = [.. chunk]; batch.Count > 0;)
            {
                var deletes = batch.ConvertAll(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All));
                var (answers, refusedAt) = await TryAsync(action, deletes, cancellationToken);
                if (answers is not null)
                {
                    deleted += batch.Count;
                    break;
                }

                var standing = await StandingAsync(partition, batch, cancellationToken);
                batch = Fewer(action, batch, [.. batch.Where((key, i) => i != refusedAt && standing.ContainsKey(key))]);
            }
        }

        return deleted;
    }

    /// <summary>Every round leaves something out, so that the rounds end.</summary>
    private List<T> Fewer<T>(string action, List<T> before, List<T> after) => after.Count < before.Count
        ? after
        : throw _calls.Failure(action, "the transaction was refused, yet every row is as expected", "The next evaluation tries again.", null);

    /// <summary>The answers, or where the first refusal was.</summary>
    private Task<(IReadOnlyList<Response>? Answers, int? RefusedAt)> TryAsync(string action, List<TableTransactionAction> actions, CancellationToken cancellationToken) =>
        _calls.RunAsync<(IReadOnlyList<Response>?, int?)>(
            action,
            async table =>
            {
                try
                {
                    var response = await table.SubmitTransactionAsync(actions, cancellationToken);
                    _traffic.Wrote(actions.Count);
                    return (response.Value, null);
                }
                catch (TableTransactionFailedException exception) when (IsRefusal(exception))
                {
                    return (null, exception.FailedTransactionActionIndex);
                }
            },
            cancellationToken);

    /// <summary>
    /// Another writer was faster. Also what comes back when an attempt timed out that had succeeded, and was made again:
    /// whoever made it reads what stands and goes on from there.
    /// </summary>
    private static bool IsRefusal(RequestFailedException exception) =>
        exception.ErrorCode == TableErrorCode.EntityAlreadyExists
        || exception.ErrorCode == TableErrorCode.UpdateConditionNotSatisfied
        || exception.ErrorCode == TableErrorCode.ResourceNotFound;

    /// <summary>The versions of the rows from the first to the last of these keys.</summary>
    private async Task<Dictionary<string, string>> StandingAsync(string partition, IEnumerable<string> rowKeys, CancellationToken cancellationToken)
    {
        List<string> keys = [.. rowKeys.Order(StringComparer.Ordinal)];
        var filter = RowKeys.Between(partition, keys[0], keys[^1] + '!');
        var rows = await _calls.QueryAsync($"read versions in {partition}", filter, ["PartitionKey", "RowKey"], int.MaxValue, cancellationToken);
        return rows.ToDictionary(row => row.RowKey, row => row.ETag.ToString("H"), StringComparer.Ordinal);
    }

    private static List<KeyValuePair<SloId, string>> Versions(List<SloWrites> batch, IReadOnlyList<Response> answers)
    {
        var versions = new List<KeyValuePair<SloId, string>>(batch.Count);
        var first = 0;
        foreach (var writes in batch)
        {
            versions.Add(KeyValuePair.Create(writes.Slo, answers[first].Headers.ETag.GetValueOrDefault().ToString("H")));
            first += writes.Actions.Count;
        }

        return versions;
    }
}
