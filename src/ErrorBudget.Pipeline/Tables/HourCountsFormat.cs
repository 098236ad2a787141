using System.Collections.Immutable;
using ErrorBudget.Pipeline.Counts;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>The binary form of an hour's pushed counts: how many minutes are known, then each with its place, bad and total.</summary>
internal static class HourCountsFormat
{
    private const byte Version = 1;

    public static byte[] Encode(HourCounts counts)
    {
        var bytes = new ByteWriter(Version);
        bytes.Unsigned((ulong)counts.Minutes.Count(minute => minute.IsKnown));
        for (var i = 0; i < counts.Minutes.Length; i++)
        {
            if (counts.Minutes[i] is not { IsKnown: true } minute) continue;
            bytes.Byte((byte)i);
            bytes.Unsigned((ulong)minute.Bad);
            bytes.Unsigned((ulong)minute.Total);
        }

        return bytes.Seal();
    }

    /// <exception cref="InvalidDataException">The bytes are not what was written.</exception>
    public static HourCounts Decode(Minute hour, ReadOnlySpan<byte> stored)
    {
        var bytes = new ByteReader(stored, Version);
        var minutes = new Bucket[Minute.PerHour];
        for (var left = bytes.UpTo(Minute.PerHour); left > 0; left--)
        {
            var place = bytes.UpTo(Minute.PerHour - 1);
            var (bad, total) = (bytes.Count(), bytes.Count());
            if (bad > total || minutes[place].IsKnown) throw new InvalidDataException($"Minute {place} stands twice or has more bad events than events.");
            minutes[place] = Bucket.Of(total - bad, total);
        }

        bytes.End();
        return new HourCounts(hour, ImmutableArray.Create(minutes));
    }
}
