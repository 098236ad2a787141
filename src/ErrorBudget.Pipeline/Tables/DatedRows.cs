using System.Globalization;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Rows whose keys begin with their time. A group of partitions, a service's, is in order of time, so its very first row says
/// whether it holds anything old: a look costs one query a group, however many rows there are.
/// </summary>
/// <param name="name">What they are.</param>
/// <param name="calls">Calls their table.</param>
/// <param name="transactions">Deletes in their table.</param>
/// <param name="range">The partitions: from after the first key up to the second, which is not among them.</param>
/// <param name="endOf">A key after the partitions of a partition's group, and before those of the next.</param>
/// <param name="limit">How many rows are deleted at most in one call.</param>
internal sealed class DatedRows(
    string name, TableCalls calls, Transactions transactions, (string After, string Before) range, Func<string, string> endOf, int limit) : IDatedRows
{
    /// <summary>How many groups are looked at in one call, each with a query.</summary>
    private const int Looks = 100;

    private static readonly string[] _keys = ["PartitionKey", "RowKey"];

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The first key of a time: a UUID of version 7 begins with its milliseconds since 1970 (RFC 9562, 5.7).</summary>
    public static string KeyOf(DateTimeOffset time) => Math.Max(0, time.ToUnixTimeMilliseconds()).ToString("x12", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async Task<PurgeStep> PurgeAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken)
    {
        var (place, end, deleted) = (after ?? range.After, KeyOf(before), 0);
        for (var look = 0; look < Looks && deleted < limit; look++)
        {
            if (await FirstAsync(place, cancellationToken) is not { } first) return new PurgeStep(deleted, null);
            if (string.CompareOrdinal(first.RowKey, end) >= 0)
            {
                place = endOf(first.PartitionKey);
                continue;
            }

            var old = await OldAsync(first.PartitionKey, end, limit - deleted, cancellationToken);
            await transactions.DeleteAsync($"delete old {name}", first.PartitionKey, old, cancellationToken);
            deleted += old.Count;

            // Where the limit ended it the partition may hold more, which the next call finds first.
            if (deleted < limit) place = first.PartitionKey;
        }

        return new PurgeStep(deleted, place);
    }

    private async Task<TableEntity?> FirstAsync(string after, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {after} and PartitionKey lt {range.Before}");
        return (await calls.QueryAsync($"look for old {name}", filter, _keys, 1, cancellationToken)).FirstOrDefault();
    }

    private async Task<List<string>> OldAsync(string partition, string end, int most, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey lt {end}");
        return (await calls.QueryAsync($"list old {name}", filter, _keys, most, cancellationToken)).ConvertAll(row => row.RowKey);
    }
}
