using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>A table's rows as they are stored, whatever they mean: for copies of them.</summary>
public sealed class TableRows
{
    private readonly TableCalls _calls;
    private readonly StorageTraffic _traffic;

    internal TableRows(string name, TableCalls calls, StorageTraffic traffic) => (Name, _calls, _traffic) = (name, calls, traffic);

    /// <summary>What the table is for: the same whatever it is called in an account.</summary>
    public string Name { get; }

    /// <summary>
    /// Reads the table, a page of up to 1,000 rows at a time. The records of SLOs come first, then the rest in the order of the keys: sealed hours
    /// that are newer than their record are written again by an evaluation that goes on from it, while hours that are missing cost
    /// the ledger. So a copy is good although the app runs meanwhile.
    /// </summary>
    /// <exception cref="StorageException">The table cannot be reached.</exception>
    public async IAsyncEnumerable<IReadOnlyList<TableEntity>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var slot in Slot.All)
        {
            await foreach (var page in PagesAsync(RowKeys.Prefixed(slot.ToString(), RowKeys.Heads), cancellationToken)) yield return page;
        }

        var slots = Slot.All.Select(slot => slot.ToString()).ToHashSet(StringComparer.Ordinal);
        await foreach (var page in PagesAsync(filter: null, cancellationToken))
            yield return [.. page.Where(row => !(slots.Contains(row.PartitionKey) && row.RowKey.StartsWith(RowKeys.Heads, StringComparison.Ordinal)))];
    }

    /// <summary>Some row; null if there is none.</summary>
    /// <exception cref="StorageException">The table cannot be reached.</exception>
    public async Task<TableEntity?> FirstAsync(CancellationToken cancellationToken) =>
        (await _calls.QueryAsync("look for rows", "", [], 1, cancellationToken)).FirstOrDefault();

    /// <summary>A row; null if there is none.</summary>
    /// <exception cref="StorageException">The table cannot be reached.</exception>
    public async Task<TableEntity?> FindAsync(string partition, string rowKey, CancellationToken cancellationToken)
    {
        var found = await _calls.RunAsync($"look up row {partition} '{rowKey}'", table => table.GetEntityIfExistsAsync<TableEntity>(partition, rowKey, cancellationToken: cancellationToken), cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Puts rows in place of those of the same keys, all or none.</summary>
    /// <param name="rows">Rows of one partition, at most 100 and 3.5 MB.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">The table cannot be reached or refuses a row.</exception>
    public async Task WriteAsync(IReadOnlyList<TableEntity> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var actions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
        await _calls.RunAsync($"write {rows.Count} rows of {rows[0].PartitionKey}", table => table.SubmitTransactionAsync(actions, cancellationToken), cancellationToken);
        _traffic.Wrote(rows.Count);
    }

    /// <summary>Deletes a row; it may be gone already.</summary>
    /// <exception cref="StorageException">The table cannot be reached.</exception>
    public Task DeleteAsync(string partition, string rowKey, CancellationToken cancellationToken) =>
        _calls.RunAsync($"delete row {partition} '{rowKey}'", table => table.DeleteEntityAsync(partition, rowKey, ETag.All, cancellationToken), cancellationToken);

    /// <summary>Groups rows into what one <see cref="WriteAsync"/> takes, in their order.</summary>
    internal static async IAsyncEnumerable<IReadOnlyList<TableEntity>> PackAsync(IAsyncEnumerable<TableEntity> rows)
    {
        var (batch, bytes) = (new List<TableEntity>(), 0);
        await foreach (var row in rows)
        {
            var size = SloWrites.SizeOf(row);
            if (batch.Count > 0 && (batch[0].PartitionKey != row.PartitionKey || batch.Count == SloWrites.MaximumEntities || bytes + size > SloWrites.MaximumBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(row);
            bytes += size;
        }

        if (batch.Count > 0) yield return batch;
    }

    private async IAsyncEnumerable<IReadOnlyList<TableEntity>> PagesAsync(string? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await _calls.RunAsync("read rows", table => PageAsync(table, filter, after, cancellationToken), cancellationToken);
            yield return page.Values;
            after = page.ContinuationToken;
        }
        while (after is not null);
    }

    private static async Task<Page<TableEntity>> PageAsync(TableClient table, string? filter, string? after, CancellationToken cancellationToken)
    {
        await using var pages = table.QueryAsync<TableEntity>(filter, 1000, select: null, cancellationToken).AsPages(after).GetAsyncEnumerator(cancellationToken);
        await pages.MoveNextAsync();
        return pages.Current;
    }
}
