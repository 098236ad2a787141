using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ErrorBudget.Pipeline.Adjustments;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Adjustments as rows of one partition, <c>a|service|number</c>. Beside them lies one small row that is written in the same
/// transaction as every change: who reads it knows whether there is anything to read.
/// </summary>
internal sealed class AdjustmentRows(TableCalls calls, StorageTraffic traffic) : IAdjustmentStore
{
    private const string Partition = "adjustment";
    private const string Content = "Adjustment";
    private const string RevokedAt = "RevokedAt";
    private const string Rows = "a|";
    private const string VersionRow = "version";
    private const string Version = "Version";

    private static readonly string[] _select = ["PartitionKey", "RowKey", Content, RevokedAt];
    private static readonly string[] _version = ["PartitionKey", "RowKey", Version];

    /// <inheritdoc/>
    public async Task<string?> VersionAsync(CancellationToken cancellationToken)
    {
        var found = await calls.RunAsync(
            "look for new adjustments", table => table.GetEntityIfExistsAsync<TableEntity>(Partition, VersionRow, _version, cancellationToken), cancellationToken);
        return found.HasValue ? found.Value!.GetString(Version) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Adjustment>> LoadAsync(string? service, CancellationToken cancellationToken)
    {
        var prefix = service is null ? Rows : $"{Rows}{KeyText.Escape(service)}|";
        var rows = await calls.QueryAsync(
            service is null ? "load the adjustments" : $"load the adjustments of {service}", RowKeys.Prefixed(Partition, prefix), _select, int.MaxValue, cancellationToken);
        return rows.ConvertAll(Read);
    }

    /// <inheritdoc/>
    public async Task<Adjustment?> FindAsync(AdjustmentId id, CancellationToken cancellationToken)
    {
        var found = await calls.RunAsync(
            $"load adjustment {id}", table => table.GetEntityIfExistsAsync<TableEntity>(Partition, KeyOf(id), _select, cancellationToken), cancellationToken);
        return found.HasValue ? Read(found.Value!) : null;
    }

    /// <inheritdoc/>
    public Task<bool> AddAsync(Adjustment adjustment, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, KeyOf(adjustment.Id)) { [Content] = JsonSerializer.Serialize(AdjustmentDocument.Of(adjustment), AuditJson.Default.AdjustmentDocument) };
        return ChangeAsync($"keep adjustment {adjustment.Id}", new TableTransactionAction(TableTransactionActionType.Add, row), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RevokeAsync(AdjustmentId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, KeyOf(id)) { [RevokedAt] = at };
        return ChangeAsync($"revoke adjustment {id}", new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, ETag.All), cancellationToken);
    }

    /// <returns>False if the row is there already.</returns>
    private Task<bool> ChangeAsync(string what, TableTransactionAction change, CancellationToken cancellationToken) => calls.RunAsync(
        what,
        async table =>
        {
            var version = new TableEntity(Partition, VersionRow) { [Version] = Guid.NewGuid().ToString("N") };
            try
            {
                await table.SubmitTransactionAsync([change, new TableTransactionAction(TableTransactionActionType.UpsertReplace, version)], cancellationToken);
                traffic.Wrote(2);
                return true;
            }
            catch (TableTransactionFailedException exception) when (exception.ErrorCode == TableErrorCode.EntityAlreadyExists)
            {
                return false;
            }
        },
        cancellationToken);

    private Adjustment Read(TableEntity row)
    {
        try
        {
            var document = JsonSerializer.Deserialize(row.GetString(Content) ?? "null", AuditJson.Default.AdjustmentDocument) ?? throw new InvalidDataException("It holds no adjustment.");
            return (document with { RevokedAt = row.GetDateTimeOffset(RevokedAt) }).ToAdjustment();
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

    private static string KeyOf(AdjustmentId id) => $"{Rows}{KeyText.Escape(id.Service)}|{id.Number:N}";
}
