using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.SignOffs;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Sign-offs as rows: a service's in one partition, the row key their number, which begins with their time. A revocation
/// is a property of its own, so that noting it changes nothing else.
/// </summary>
internal sealed class SignOffRows(TableCalls calls, StorageTraffic traffic) : ISignOffStore
{
    private const string Content = "SignOff";
    private const string Prefix = "signoff|";
    private const string AfterAll = "signoff}";
    private const string RevokedAt = "RevokedAt";

    private static readonly string[] _select = ["PartitionKey", "RowKey", Content, RevokedAt];

    /// <inheritdoc/>
    public async Task AddAsync(SignOff signOff, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(signOff.Id.Service), KeyOf(signOff.Id)) { [Content] = JsonSerializer.Serialize(signOff, AuditJson.Default.SignOff) };
        await calls.RunAsync($"keep sign-off {signOff.Id}", table => table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken), cancellationToken);
        traffic.Wrote(1);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SignOff>> LoadAsync(string service, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var first = DatedRows.KeyOf(since);
        var rows = await calls.QueryAsync($"load the sign-offs of {service}", RowKeys.Between(PartitionOf(service), first, "g"), _select, int.MaxValue, cancellationToken);
        return rows.ConvertAll(Read);
    }

    /// <inheritdoc/>
    /// <remarks>One range over all partitions: a call, and one more wherever the service answers in parts, instead of one for each service.</remarks>
    public async Task<IReadOnlyList<SignOff>> LoadAllAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var filter = $"PartitionKey ge '{Prefix}' and PartitionKey lt '{AfterAll}' and RowKey ge '{DatedRows.KeyOf(since)}'";
        var rows = await calls.QueryAsync("load the sign-offs of all services", filter, _select, int.MaxValue, cancellationToken);
        return rows.ConvertAll(Read);
    }

    /// <inheritdoc/>
    public async Task<SignOff?> FindAsync(SignOffId id, CancellationToken cancellationToken)
    {
        var found = await calls.RunAsync($"load sign-off {id}", table => table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(id.Service), KeyOf(id), _select, cancellationToken), cancellationToken);
        return found.HasValue ? Read(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task RevokeAsync(SignOffId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(id.Service), KeyOf(id)) { [RevokedAt] = at };
        await calls.RunAsync($"revoke sign-off {id}", table => table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken), cancellationToken);
        traffic.Wrote(1);
    }

    /// <summary>The rows as they grow old: each partition is a service's.</summary>
    public static DatedRows Old(TableCalls calls, Transactions transactions, int limit) => new("sign-offs", calls, transactions, (Prefix, AfterAll), partition => partition, limit);

    private SignOff Read(TableEntity row)
    {
        try
        {
            var signOff = JsonSerializer.Deserialize(row.GetString(Content) ?? "null", AuditJson.Default.SignOff) ?? throw new InvalidDataException("It holds no sign-off.");
            return signOff with { RevokedAt = row.GetDateTimeOffset(RevokedAt) };
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

    private static string PartitionOf(string service) => Prefix + KeyText.Escape(service);

    private static string KeyOf(SignOffId id) => id.Number.ToString("N");
}
