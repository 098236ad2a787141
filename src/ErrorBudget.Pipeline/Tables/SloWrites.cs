using System.Text;
using Azure;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>What one SLO's commit writes, never split over transactions. The head comes first: it alone can be refused.</summary>
internal sealed class SloWrites
{
    /// <summary>The most entities of a transaction.</summary>
    public const int MaximumEntities = 100;

    /// <summary>What a transaction's body may hold: the service takes 4 MiB, sizes are estimated.</summary>
    public const int MaximumBytes = 3_500_000;

    private const int MaximumBinary = 64 * 1024;
    private const int MaximumJsonBytes = 16 * 1024;

    /// <summary>Headers and names around an entity in a transaction, beyond its key and values.</summary>
    private const int EntityOverhead = 900;

    private SloWrites(SloId slo, string? expectedETag, IReadOnlyList<TableTransactionAction> actions)
    {
        Slo = slo;
        ExpectedETag = expectedETag;
        Actions = actions;
        Bytes = actions.Sum(action => SizeOf((TableEntity)action.Entity));
    }

    public SloId Slo { get; }

    /// <summary>The version the head must have; null if there must be none.</summary>
    public string? ExpectedETag { get; }

    public IReadOnlyList<TableTransactionAction> Actions { get; }

    /// <summary>How much of a transaction's body it takes at most.</summary>
    public int Bytes { get; }

    public string HeadKey => Actions[0].Entity.RowKey;

    /// <summary>The writes of a commit.</summary>
    /// <exception cref="ArgumentException">The commit does not fit into a transaction, or is not what it must be.</exception>
    public static SloWrites Of(Slot slot, SloCommit commit)
    {
        var slo = commit.Slo;
        if (Slot.Of(slo) != slot) throw new ArgumentException($"{slo} belongs to slot {Slot.Of(slo)}, not {slot}.", nameof(commit));
        if (commit.Record.Snapshot.Id != slo) throw new ArgumentException($"The commit of {slo} holds a snapshot of {commit.Record.Snapshot.Id}.", nameof(commit));
        var partition = slot.ToString();
        var head = new TableEntity(partition, Key(RowKeys.Head(slo))) { ["Record"] = Binary(slo, RecordFormat.Encode(commit.Record)) };
        List<TableTransactionAction> actions =
        [
            commit.ExpectedETag is { } etag
                ? new(TableTransactionActionType.UpdateReplace, head, new ETag(etag))
                : new(TableTransactionActionType.Add, head),
            .. commit.SealedHours.GroupBy(hour => hour.Start.Day).Select(day => new TableTransactionAction(TableTransactionActionType.UpsertMerge, DayRow(partition, slo, day))),
            .. commit.Outbox.Select(record => new TableTransactionAction(TableTransactionActionType.UpsertReplace, OutboxRow(partition, record))),
        ];
        var writes = new SloWrites(slo, commit.ExpectedETag, actions);
        return actions.Count <= MaximumEntities && writes.Bytes <= MaximumBytes
            ? writes
            : throw new ArgumentException($"The commit of {slo} writes {actions.Count} rows and {writes.Bytes} bytes; at most {MaximumEntities} and {MaximumBytes} fit into a transaction. Commit fewer sealed days at a time.", nameof(commit));
    }

    /// <summary>Puts as many as fit into a transaction, in their order.</summary>
    public static IEnumerable<List<SloWrites>> Pack(IEnumerable<SloWrites> all)
    {
        var (batch, entities, bytes) = (new List<SloWrites>(), 0, 0);
        foreach (var writes in all)
        {
            if (entities + writes.Actions.Count > MaximumEntities || bytes + writes.Bytes > MaximumBytes)
            {
                yield return batch;
                (batch, entities, bytes) = ([], 0, 0);
            }

            batch.Add(writes);
            entities += writes.Actions.Count;
            bytes += writes.Bytes;
        }

        if (batch.Count > 0) yield return batch;
    }

    private static TableEntity DayRow(string partition, SloId slo, IGrouping<Minute, LedgerSegment> day)
    {
        var row = new TableEntity(partition, Key(RowKeys.Day(day.Key, slo)));
        foreach (var hour in day)
        {
            if (hour.Start != hour.Start.Hour || hour.End - hour.Start != Minute.PerHour) throw new ArgumentException($"{hour.Start} to {hour.End} of {slo} is no whole hour.", nameof(day));
            row.Add(RowKeys.HourProperty(hour.Start), RecordFormat.EncodeHour(hour));
        }

        return row;
    }

    private static TableEntity OutboxRow(string partition, OutboxRecord record) => Encoding.UTF8.GetByteCount(record.Json) <= MaximumJsonBytes
        ? new TableEntity(partition, Key(RowKeys.Outbox(record))) { ["Json"] = record.Json }
        : throw new ArgumentException($"Outbox record {record.Id} has more than {MaximumJsonBytes} bytes.", nameof(record));

    private static string Key(string key)
    {
        if (key.Length > RowKeys.MaximumLength) throw new ArgumentException($"The names of '{key[..60]}…' are too long: a row's key has at most {RowKeys.MaximumLength} characters.", nameof(key));
        return key.EnumerateRunes().Contains(Rune.ReplacementChar) ? throw new ArgumentException($"The names of '{key}' are no valid Unicode.", nameof(key)) : key;
    }

    private static byte[] Binary(SloId slo, byte[] bytes) => bytes.Length <= MaximumBinary
        ? bytes
        : throw new ArgumentException($"The record of {slo} has {bytes.Length} bytes; at most {MaximumBinary} are stored. Seal more of its minutes.", nameof(bytes));

    /// <summary>How much of a transaction's body a row takes at most.</summary>
    public static int SizeOf(TableEntity entity) => EntityOverhead + (4 * JsonSize(entity.RowKey)) + entity.Sum(property => property.Value switch
    {
        byte[] bytes => (bytes.Length * 4 / 3) + 64,
        string text => JsonSize(text) + 64,
        _ => 64,
    });

    /// <summary>How long a text gets as a JSON string at most: anything but plain ASCII may become <c>\u0000</c>.</summary>
    private static int JsonSize(string text) => text.Sum(c => c is < ' ' or > '~' or '"' or '\\' or '\'' or '<' or '>' or '&' or '+' or '`' ? 6 : 1);
}
