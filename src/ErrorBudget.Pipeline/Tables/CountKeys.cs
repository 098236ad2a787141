using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// The keys of pushed counts. A slot's are in one partition, so that a sum and the notes of what is in it are written
/// together: <c>s|yyyyMMddHH|service|slo</c> an hour's sums, <c>i|digest</c> an id that was counted, <c>x|time|number</c> a list of
/// such ids by when they were counted, by which they are forgotten.
/// </summary>
internal static class CountKeys
{
    /// <summary>Before every list of ids.</summary>
    public const string Lists = "x|";

    /// <summary>Before every sum.</summary>
    public const string Sums = "s|";

    /// <summary>How long a digest is.</summary>
    public const int DigestBytes = SHA256.HashSizeInBytes;

    private const string Ids = "i|";

    public static string Partition(Slot slot) => $"counts|{slot}";

    /// <summary>The partitions in their order, from one of them on.</summary>
    public static IEnumerable<string> PartitionsFrom(string? first) => Slot.All.Select(Partition).Where(partition => string.CompareOrdinal(partition, first) >= 0);

    public static string Sum(Minute hour, SloId slo) => $"{SumsFrom(hour)}|{KeyText.Escape(slo.Service)}|{KeyText.Escape(slo.Slo)}";

    /// <summary>Before every sum of an hour, after every one of the hours before it.</summary>
    public static string SumsFrom(Minute hour) => string.Create(CultureInfo.InvariantCulture, $"{Sums}{hour.Start.UtcDateTime:yyyyMMddHH}");

    /// <summary>The hour and the SLO of a sum.</summary>
    /// <exception cref="InvalidDataException">The key is of no sum.</exception>
    public static (Minute Hour, SloId Slo) SumOf(string rowKey) =>
        rowKey.Split('|') is ["s", var time, var service, var slo] && DateTimeOffset.TryParseExact(time, "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var hour)
            ? (Minute.Containing(hour), new SloId(KeyText.Unescape(service), KeyText.Unescape(slo)))
            : throw new InvalidDataException("Its key is not one this program writes.");

    /// <summary>What stands for an id of an SLO: of one length, whatever the names. No name holds a line break.</summary>
    public static byte[] Digest(PushedCount count) => SHA256.HashData(Encoding.UTF8.GetBytes($"{count.Service}\n{count.Slo}\n{count.Id}"));

    public static string Id(ReadOnlySpan<byte> digest) => Ids + Convert.ToHexStringLower(digest);

    /// <summary>The first key of the lists from a time on.</summary>
    public static string ListsFrom(DateTimeOffset time) => Lists + DatedRows.KeyOf(time);

    public static string List(DateTimeOffset time, Guid number) => $"{ListsFrom(time)}|{number:N}";
}
