using System.Globalization;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ErrorBudget.Pipeline.Audit;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// The audit trail in a table of its own, so that it can be guarded and kept apart from the ledger. A partition holds a
/// service's rows of one month; the row key is the row's id, which begins with its time. Rows are inserted, never replaced.
/// </summary>
internal sealed class AuditTable(TableCalls calls, StorageTraffic traffic) : IAuditTrail
{
    private const string Property = "Entry";

    private static readonly string[] _select = ["PartitionKey", "RowKey", Property];

    /// <inheritdoc/>
    public async Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var partition in entries.GroupBy(entry => PartitionOf(entry.Service, entry.At)))
        {
            foreach (var chunk in Pack(partition.Select(entry => new TableEntity(partition.Key, entry.Id.ToString("N")) { [Property] = AuditJson.Write(entry) })))
                await InsertAsync(partition.Key, chunk, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        // '!' comes before every digit: the key after an id's own and before every other.
        var (first, end) = (DatedRows.KeyOf(query.From), DatedRows.KeyOf(query.To));
        if (query.After is { } after && string.CompareOrdinal(after.ToString("N") + '!', first) is > 0) first = after.ToString("N") + '!';

        var entries = new List<AuditEntry>();
        for (var month = MonthOf(query.From); month < query.To && entries.Count < query.Limit; month = month.AddMonths(1))
        {
            var partition = PartitionOf(query.Service, month);
            if (string.CompareOrdinal(DatedRows.KeyOf(month.AddMonths(1)), first) <= 0) continue;
            var rows = await calls.QueryAsync($"read the audit trail of {query.Service}", RowKeys.Between(partition, first, end), _select, query.Limit - entries.Count, cancellationToken);
            entries.AddRange(rows.Select(Read));
        }

        return entries;
    }

    /// <returns>How many were added.</returns>
    private Task<int> InsertAsync(string partition, List<TableEntity> rows, CancellationToken cancellationToken) => calls.RunAsync(
        $"add {rows.Count} rows to the audit trail ({partition})",
        async table =>
        {
            try
            {
                await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
                traffic.Wrote(rows.Count);
                return rows.Count;
            }
            catch (TableTransactionFailedException exception) when (exception.ErrorCode == TableErrorCode.EntityAlreadyExists)
            {
                // Ids are unique and a list is always divided alike, so this very transaction succeeded before and its
                // answer was lost.
                return 0;
            }
        },
        cancellationToken);

    private AuditEntry Read(TableEntity row)
    {
        try
        {
            return AuditJson.Read(row.GetString(Property) ?? throw new InvalidDataException($"Its property {Property} is missing."));
        }
        catch (InvalidDataException exception)
        {
            throw calls.Unreadable(row, exception);
        }
    }

    /// <summary>The rows as they grow old: a service's partitions, month after month, end before <c>~</c>, which comes after every digit.</summary>
    public static DatedRows Old(TableCalls calls, Transactions transactions, int limit) => new(
        "audit rows", calls, transactions, (" ", "\uffff"), partition => partition[..(partition.LastIndexOf('|') + 1)] + '~', limit);

    /// <summary>As many rows as fit into a transaction, in their order.</summary>
    private static IEnumerable<List<TableEntity>> Pack(IEnumerable<TableEntity> rows)
    {
        // A character may take six in JSON inside JSON; keys and headers take the rest.
        static int SizeOf(TableEntity row) => (6 * row.GetString(Property).Length) + 1_500;

        var (batch, bytes) = (new List<TableEntity>(), 0);
        foreach (var row in rows)
        {
            if (batch.Count == SloWrites.MaximumEntities || bytes + SizeOf(row) > SloWrites.MaximumBytes)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(row);
            bytes += SizeOf(row);
        }

        if (batch.Count > 0) yield return batch;
    }

    private static string PartitionOf(string service, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{KeyText.Escape(service)}|{at.UtcDateTime:yyyyMM}");

    private static DateTimeOffset MonthOf(DateTimeOffset time) => new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
}
