using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Errands as rows: those of a day's events in one partition, so that old ones are easy to forget; the row key is a digest
/// of event and place, which may be longer than a key. What was given up stands in a partition of its own, the latest first.
/// </summary>
internal sealed class DeliveryRows(TableCalls calls, Transactions transactions, StorageTraffic traffic) : IDeliveryStore, IDatedRows
{
    private const string Undelivered = "undelivered";
    private const string Content = "Errand";

    private const string Days = "delivery|";
    private const int PurgeLimit = 1000;

    private static readonly string[] _keys = ["PartitionKey", "RowKey"];

    /// <inheritdoc/>
    public async Task<DeliveryRecord?> FindAsync(DeliveryKey key, CancellationToken cancellationToken)
    {
        var found = await calls.RunAsync(
            $"look up what became of {key.EventId} at {key.Target}",
            table => table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(key.EventAt), RowOf(key), cancellationToken: cancellationToken),
            cancellationToken);
        return found.HasValue ? Read(key, found.Value!) : null;
    }

    /// <inheritdoc/>
    public Task<DeliveryRecord?> SaveAsync(DeliveryRecord record, CancellationToken cancellationToken) => calls.RunAsync(
        $"note what became of {record.Key.EventId} at {record.Key.Target}",
        async table =>
        {
            try
            {
                var response = record.ETag is { } etag
                    ? await table.UpdateEntityAsync(Row(record), new ETag(etag), TableUpdateMode.Replace, cancellationToken)
                    : await table.AddEntityAsync(Row(record), cancellationToken);
                traffic.Wrote(1);
                return record with { ETag = response.Headers.ETag!.Value.ToString("H") };
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == TableErrorCode.EntityAlreadyExists || exception.Status is 404 or 412)
            {
                return null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task ListAsync(UndeliveredErrand errand, CancellationToken cancellationToken)
    {
        var key = DeliveryKey.Of(errand.Event, errand.Target);
        var row = new TableEntity(Undelivered, ListedAs(errand)) { [Content] = JsonSerializer.Serialize(errand, DispatchJson.Default.UndeliveredErrand) };
        await calls.RunAsync($"list {key.EventId} to {key.Target} as undelivered", table => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
        traffic.Wrote(1);
    }

    /// <inheritdoc/>
    public Task UnlistAsync(UndeliveredErrand errand, CancellationToken cancellationToken) => calls.RunAsync(
        $"take {errand.Event.Id} to {errand.Target} off the list of what is undelivered",
        table => table.DeleteEntityAsync(Undelivered, ListedAs(errand), ETag.All, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UndeliveredErrand>> LoadUndeliveredAsync(int limit, CancellationToken cancellationToken)
    {
        var rows = await calls.QueryAsync("list what was not delivered", $"PartitionKey eq '{Undelivered}'", [.. _keys, Content], limit, cancellationToken);
        return rows.ConvertAll(Listed);
    }

    /// <inheritdoc/>
    string IDatedRows.Name => "deliveries";

    /// <inheritdoc/>
    /// <remarks>Partitions are days, so what is old is one range and there is nothing to go through.</remarks>
    public async Task<PurgeStep> PurgeAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken)
    {
        var filter = $"(PartitionKey ge '{Days}' and PartitionKey lt '{PartitionOf(before)}') or (PartitionKey eq '{Undelivered}' and RowKey gt '{Newest(before)}')";
        var rows = await calls.QueryAsync("list old deliveries", filter, _keys, PurgeLimit, cancellationToken);
        foreach (var partition in rows.GroupBy(row => row.PartitionKey, row => row.RowKey))
            await transactions.DeleteAsync("delete old deliveries", partition.Key, partition, cancellationToken);
        return new PurgeStep(rows.Count, rows.Count < PurgeLimit ? null : "");
    }

    private static TableEntity Row(DeliveryRecord record) => new(PartitionOf(record.Key.EventAt), RowOf(record.Key))
    {
        ["EventId"] = record.Key.EventId,
        ["Target"] = record.Key.Target,
        ["State"] = record.State.ToString(),
        ["FirstSeenAt"] = record.FirstSeenAt,
        ["Attempts"] = record.Attempts,
        ["ClaimedUntil"] = record.ClaimedUntil == default ? null : record.ClaimedUntil,
        ["Detail"] = record.Detail,
        ["Reference"] = record.Reference,
        ["MayHaveArrived"] = record.MayHaveArrived,
    };

    private DeliveryRecord Read(DeliveryKey key, TableEntity row)
    {
        if (!Enum.TryParse<DeliveryState>(row.GetString("State"), out var state) || row.GetDateTimeOffset("FirstSeenAt") is not { } first)
            throw calls.Unreadable(row, new InvalidDataException("Its state or time is missing or unknown."));
        return new DeliveryRecord(key, state, first)
        {
            Attempts = row.GetInt32("Attempts") ?? 0,
            ClaimedUntil = row.GetDateTimeOffset("ClaimedUntil") ?? default,
            Detail = row.GetString("Detail") ?? "",
            Reference = row.GetString("Reference"),
            MayHaveArrived = row.GetBoolean("MayHaveArrived") ?? false,
            ETag = row.ETag.ToString("H"),
        };
    }

    private UndeliveredErrand Listed(TableEntity row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.GetString(Content) ?? "null", DispatchJson.Default.UndeliveredErrand) ?? throw new InvalidDataException("It holds no errand.");
        }
        catch (JsonException exception)
        {
            throw calls.Unreadable(row, new InvalidDataException(exception.Message, exception));
        }
        catch (InvalidDataException exception)
        {
            throw calls.Unreadable(row, exception);
        }
    }

    private static string ListedAs(UndeliveredErrand errand) => Newest(errand.Event.At) + RowOf(DeliveryKey.Of(errand.Event, errand.Target));

    private static string PartitionOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Days}{at.UtcDateTime:yyyyMMdd}");

    private static string RowOf(DeliveryKey key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.EventId}\n{key.Target}")));

    /// <summary>The beginning of a key that puts later times first.</summary>
    private static string Newest(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.Ticks - at.UtcTicks:D19}|");
}
