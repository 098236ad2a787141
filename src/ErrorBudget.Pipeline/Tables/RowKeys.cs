using System.Globalization;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// The row keys of a slot's partition: <c>h|service|slo</c> the head of an SLO, <c>d|yyyyMMdd|service|slo</c> its sealed hours of one
/// day, <c>o|yyyyMMddHHmm|id</c> the outbox. Rows of a kind lie together, so each is read by one range of keys.
/// </summary>
internal static class RowKeys
{
    /// <summary>The partition of run reports; its rows are the shards' numbers.</summary>
    public const string RunPartition = "run";

    /// <summary>The longest key the service takes holds 1 KiB of UTF-16.</summary>
    public const int MaximumLength = 512;

    /// <summary>Before every head.</summary>
    public const string Heads = "h|";

    /// <summary>Before every day row.</summary>
    public const string Days = "d|";

    /// <summary>Before every outbox row.</summary>
    public const string Outboxes = "o|";

    public static string Head(SloId slo) => Heads + Names(slo);

    public static string Day(Minute minute, SloId slo) => DaysOf(minute) + Names(slo);

    /// <summary>Before every row of the day a minute lies in.</summary>
    public static string DaysOf(Minute minute) => string.Create(CultureInfo.InvariantCulture, $"{Days}{minute.Start.UtcDateTime:yyyyMMdd}|");

    public static string Outbox(OutboxRecord record) => string.Create(CultureInfo.InvariantCulture, $"{Outboxes}{record.At.Start.UtcDateTime:yyyyMMddHHmm}|{KeyText.Escape(record.Id)}");

    public static string Run(int shard) => shard.ToString("00", CultureInfo.InvariantCulture);

    /// <summary>The property of a day row that holds an hour: <c>H00</c> to <c>H23</c>.</summary>
    public static string HourProperty(Minute hour) => string.Create(CultureInfo.InvariantCulture, $"H{hour.Start.Hour:00}");

    /// <summary>The SLO of a head or day row.</summary>
    /// <exception cref="InvalidDataException">The key is of neither.</exception>
    public static SloId SloOf(string rowKey) => rowKey.Split('|') switch
    {
        ["h", var service, var slo] => new SloId(KeyText.Unescape(service), KeyText.Unescape(slo)),
        ["d", _, var service, var slo] => new SloId(KeyText.Unescape(service), KeyText.Unescape(slo)),
        _ => throw new InvalidDataException("Its key is not one this program writes."),
    };

    /// <summary>The time and id of an outbox row.</summary>
    /// <exception cref="InvalidDataException">The key is of no outbox row.</exception>
    public static (Minute At, string Id) OutboxOf(string rowKey) =>
        rowKey.Split('|') is ["o", var time, var id] && DateTimeOffset.TryParseExact(time, "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (Minute.Containing(at), KeyText.Unescape(id))
            : throw new InvalidDataException("Its key is not one this program writes.");

    /// <summary>The rows of a partition whose keys begin so.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="prefix">Ends with <c>|</c>, after which <c>}</c> is the next character.</param>
    public static string Prefixed(string partition, string prefix) => Between(partition, prefix, prefix[..^1] + '}');

    /// <summary>The rows of a partition from one key up to another, which is not among them.</summary>
    /// <remarks>Escaped keys hold no quote, so there is nothing to escape in the filter.</remarks>
    public static string Between(string partition, string from, string before) => $"PartitionKey eq '{partition}' and RowKey ge '{from}' and RowKey lt '{before}'";

    private static string Names(SloId slo) => $"{KeyText.Escape(slo.Service)}|{KeyText.Escape(slo.Slo)}";
}
