using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.FeatureFlags;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>What was done to feature flags: a store's in one partition, a row each. Every change states the version it was made from.</summary>
internal sealed class FlagRows(TableCalls calls, StorageTraffic traffic) : IFlagRecords
{
    private const string Content = "Record";

    private static readonly string[] _select = ["PartitionKey", "RowKey", Content];

    /// <inheritdoc/>
    public async Task<FlagRecord?> FindAsync(string store, string flag, CancellationToken cancellationToken)
    {
        var found = await calls.RunAsync(
            $"load what was done to flag {flag} of {store}",
            table => table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(store), KeyText.Escape(flag), _select, cancellationToken),
            cancellationToken);
        return found.HasValue ? Read(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<FlagRecord?> SaveAsync(FlagRecord record, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(record.Store), KeyText.Escape(record.Flag)) { [Content] = JsonSerializer.Serialize(record, FlagJson.Default.FlagRecord) };
        var version = await calls.RunAsync(
            $"keep what is done to flag {record.Flag} of {record.Store}",
            async table =>
            {
                try
                {
                    var answer = record.Version is { } known
                        ? await table.UpdateEntityAsync(row, new ETag(known), TableUpdateMode.Replace, cancellationToken)
                        : await table.AddEntityAsync(row, cancellationToken);
                    return answer.Headers.ETag?.ToString("H");
                }
                catch (RequestFailedException other) when (other.Status is 409 or 412 || (other.Status == 404 && other.ErrorCode == "ResourceNotFound"))
                {
                    return null;
                }
            },
            cancellationToken);
        if (version is null) return null;
        traffic.Wrote(1);
        return record with { Version = version };
    }

    private FlagRecord Read(TableEntity row)
    {
        try
        {
            var record = JsonSerializer.Deserialize(row.GetString(Content) ?? "null", FlagJson.Default.FlagRecord) ?? throw new InvalidDataException("It holds no record.");
            return record with { Version = row.ETag.ToString("H") };
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

    private static string PartitionOf(string store) => $"flag|{KeyText.Escape(store)}";
}

/// <summary>The JSON of what was done to flags.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FlagRecord))]
internal sealed partial class FlagJson : JsonSerializerContext;
