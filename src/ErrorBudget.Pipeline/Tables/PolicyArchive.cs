using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// The last good policy in one row: its files as JSON, compressed, in as many properties as it needs. 20,000 SLOs take
/// about half of the row; a policy that does not fit is not kept, and nothing older in its place.
/// </summary>
internal sealed class PolicyArchive(TableCalls calls, StorageTraffic traffic) : IPolicyArchive
{
    private const string Partition = "policy";
    private const string Row = "last-good";
    private const string Refusal = "refused";
    private const int PieceBytes = 60 * 1024;
    private const int Pieces = 15;

    /// <inheritdoc/>
    public async Task KeepAsync(IReadOnlyList<PolicyFile> files, CancellationToken cancellationToken)
    {
        var bytes = Compress(files);
        var row = new TableEntity(Partition, Row);
        if (bytes.Length <= Pieces * PieceBytes)
        {
            foreach (var (number, piece) in bytes.Chunk(PieceBytes).Index()) row[Property(number)] = piece;
        }

        await calls.RunAsync("keep the policy", table => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
        traffic.Wrote(1);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PolicyFile>?> RecallAsync(CancellationToken cancellationToken)
    {
        var found = await calls.RunAsync("recall the policy", table => table.GetEntityIfExistsAsync<TableEntity>(Partition, Row, cancellationToken: cancellationToken), cancellationToken);
        if (!found.HasValue) return null;
        var row = found.Value!;
        var pieces = Enumerable.Range(0, Pieces).Select(number => row.GetBinary(Property(number))).OfType<byte[]>().ToArray();
        try
        {
            return pieces.Length == 0 ? null : Expand([.. pieces.SelectMany(piece => piece)]);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or JsonException)
        {
            throw new StorageException($"The last good policy (row {Partition} '{Row}') cannot be read: {unreadable.Message} It is replaced by the next good policy.", unreadable);
        }
    }

    /// <inheritdoc/>
    public async Task KeepRefusalAsync(PolicyRefusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is null)
        {
            await calls.RunAsync("forget the refused policy", table => table.DeleteEntityAsync(Partition, Refusal, cancellationToken: cancellationToken), cancellationToken);
            return;
        }

        var row = new TableEntity(Partition, Refusal) { ["Id"] = refusal.Id, ["At"] = refusal.At };
        await calls.RunAsync("note the refused policy", table => table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken), cancellationToken);
        traffic.Wrote(1);
    }

    /// <inheritdoc/>
    public async Task<PolicyRefusal?> RecallRefusalAsync(CancellationToken cancellationToken)
    {
        var found = await calls.RunAsync("look up the refused policy", table => table.GetEntityIfExistsAsync<TableEntity>(Partition, Refusal, cancellationToken: cancellationToken), cancellationToken);
        return found is { HasValue: true, Value: { } row } && row.GetString("Id") is { } id && row.GetDateTimeOffset("At") is { } at ? new PolicyRefusal(id, at) : null;
    }

    private static string Property(int number) => FormattableString.Invariant($"Piece{number:00}");

    private static byte[] Compress(IReadOnlyList<PolicyFile> files)
    {
        using var compressed = new MemoryStream();
        using (var stream = new BrotliStream(compressed, CompressionLevel.Fastest)) JsonSerializer.Serialize(stream, files, PolicyFileJson.Default.IReadOnlyListPolicyFile);
        return compressed.ToArray();
    }

    private static IReadOnlyList<PolicyFile>? Expand(byte[] bytes)
    {
        using var stream = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(stream, PolicyFileJson.Default.IReadOnlyListPolicyFile);
    }
}

/// <summary>JSON of policy files, generated at compile time.</summary>
[JsonSerializable(typeof(IReadOnlyList<PolicyFile>))]
internal sealed partial class PolicyFileJson : JsonSerializerContext;
