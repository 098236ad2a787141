using Azure.Data.Tables;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Benchmarks;

/// <summary>How large the values in the table are, without the names and the protocol around them.</summary>
internal static class StoredValues
{
    /// <summary>
    /// The mean bytes of an SLO's record, which every tick writes. SLOs seal at different minutes of the hour, so the
    /// mean over them is that over an hour.
    /// </summary>
    public static async Task<double> MeanRecordAsync(string storage, CancellationToken cancellationToken)
    {
        var table = new TableClient(storage, new TableStoreOptions().TableName);
        var (bytes, records) = (0L, 0);
        await foreach (var row in table.QueryAsync<TableEntity>("RowKey ge 'h|' and RowKey lt 'h}'", select: ["Record"], cancellationToken: cancellationToken))
        {
            bytes += row.GetBinary("Record").Length;
            records++;
        }

        return (double)bytes / records;
    }
}
