using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>The ids of pushed counts as they are forgotten: list by list, each with its ids in one transaction.</summary>
/// <param name="calls">Calls their table.</param>
/// <param name="traffic">Counts what is deleted.</param>
/// <param name="limit">How many rows are deleted at most in one call, but for one list.</param>
internal sealed class OldCountIds(TableCalls calls, StorageTraffic traffic, int limit) : IDatedRows
{
    /// <summary>How many lists are read at a time.</summary>
    private const int Lists = 100;

    private static readonly string[] _select = ["PartitionKey", "RowKey", CountRows.Digests];

    /// <inheritdoc/>
    public string Name => "ids of pushed counts";

    /// <inheritdoc/>
    public int KeptDays(Policy policy) => CountRecorder.RememberedDays;

    /// <inheritdoc/>
    public async Task<PurgeStep> PurgeAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var partition in CountKeys.PartitionsFrom(after))
        {
            var filter = RowKeys.Between(partition, CountKeys.Lists, CountKeys.ListsFrom(before));
            for (List<TableEntity>? lists = null; lists is null or { Count: Lists };)
            {
                lists = await calls.QueryAsync($"list old {Name}", filter, _select, Lists, cancellationToken);
                foreach (var list in lists)
                {
                    if (deleted >= limit) return new PurgeStep(deleted, partition);
                    deleted += await DeleteAsync(list, cancellationToken);
                }
            }
        }

        return new PurgeStep(deleted, null);
    }

    /// <summary>Deletes a list and its ids: at once, or one by one where some are gone already.</summary>
    /// <returns>How many rows were deleted; 0 if somebody else has done it.</returns>
    private Task<int> DeleteAsync(TableEntity list, CancellationToken cancellationToken)
    {
        var digests = list.GetBinary(CountRows.Digests) ?? throw calls.Unreadable(list, new InvalidDataException($"Its property {CountRows.Digests} is missing."));
        List<TableTransactionAction> actions =
        [
            Delete(list.RowKey), .. digests.Chunk(CountKeys.DigestBytes).Select(digest => Delete(CountKeys.Id(digest))),
        ];
        return calls.RunAsync(
            $"delete old {Name}",
            async table =>
            {
                try
                {
                    await table.SubmitTransactionAsync(actions, cancellationToken);
                    traffic.Wrote(actions.Count);
                    return actions.Count;
                }
                catch (TableTransactionFailedException gone) when (gone.ErrorCode == TableErrorCode.ResourceNotFound)
                {
                    if (!(await table.GetEntityIfExistsAsync<TableEntity>(list.PartitionKey, list.RowKey, ["RowKey"], cancellationToken)).HasValue) return 0;

                    // The list comes last: who is interrupted begins again.
                    foreach (var action in actions[1..]) await table.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, ETag.All, cancellationToken);
                    await table.DeleteEntityAsync(list.PartitionKey, list.RowKey, ETag.All, cancellationToken);
                    return actions.Count;
                }
            },
            cancellationToken);

        TableTransactionAction Delete(string key) => new(TableTransactionActionType.Delete, new TableEntity(list.PartitionKey, key), ETag.All);
    }
}
