using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>The sums of pushed counts as they grow old: kept as long as the ledger's, which can be read from them again.</summary>
/// <param name="calls">Calls their table.</param>
/// <param name="transactions">Deletes in their table.</param>
/// <param name="limit">How many rows are deleted at most in one call.</param>
internal sealed class OldCounts(TableCalls calls, Transactions transactions, int limit) : IDatedRows
{
    private static readonly string[] _keys = ["PartitionKey", "RowKey"];

    /// <inheritdoc/>
    public string Name => "pushed counts";

    /// <inheritdoc/>
    public int KeptDays(Policy policy) => policy.RetentionDays;

    /// <inheritdoc/>
    public async Task<PurgeStep> PurgeAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var partition in CountKeys.PartitionsFrom(after))
        {
            if (deleted >= limit) return new PurgeStep(deleted, partition);
            var filter = RowKeys.Between(partition, CountKeys.Sums, CountKeys.SumsFrom(Minute.Containing(before)));
            var old = await calls.QueryAsync($"list old {Name}", filter, _keys, limit - deleted, cancellationToken);
            deleted += await transactions.DeleteAsync($"delete old {Name}", partition, old.Select(row => row.RowKey), cancellationToken);
            if (deleted >= limit) return new PurgeStep(deleted, partition);
        }

        return new PurgeStep(deleted, null);
    }
}
