using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// The buckets of a ledger segment in bytes. A bucket is one number: the change of its total against the last one, and in
/// the two lowest bits what follows. A typical minute takes two bytes, three with bad events; a run of unknown or idle
/// minutes takes one or two as a whole.
/// </summary>
internal static class SegmentFormat
{
    /// <summary>The most buckets a stored segment holds: four weeks of open minutes.</summary>
    public const int MaximumBuckets = 28 * Minute.PerDay;

    /// <summary>Fully counted, no bad events. The number is the change of the total, zigzag.</summary>
    private const ulong Clean = 0;

    /// <summary>Fully counted; the count of bad events follows.</summary>
    private const ulong WithBad = 1;

    /// <summary>A run of buckets alike. The number is twice its length less one; plus one if they were counted and idle, else they are unknown.</summary>
    private const ulong Run = 2;

    /// <summary>Anything else, such as an hour that was counted in part: total, known minutes and bad follow.</summary>
    private const ulong Irregular = 3;

    /// <summary>Writes all of a segment but its start and the sum before it.</summary>
    public static void Write(ByteWriter writer, LedgerSegment segment)
    {
        if (segment.Count > MaximumBuckets) throw new ArgumentException($"The segment at {segment.Start} has {segment.Count} buckets; at most {MaximumBuckets} are stored.", nameof(segment));
        var marks = segment.Marks.AsSpan();
        writer.Bool(segment.BucketMinutes == Minute.PerHour);
        writer.Unsigned((ulong)segment.Count);
        var previous = 0L;
        for (var i = 0; i < segment.Count;)
        {
            var run = RunAt(marks, i, segment.BucketMinutes);
            if (run > 0)
            {
                var idle = marks[i + 1].KnownMinutes > marks[i].KnownMinutes;
                writer.Unsigned(((((ulong)run - 1) * 2) + (idle ? 1UL : 0)) << 2 | Run);
                i += run;
            }
            else
            {
                var bucket = marks[i + 1] - marks[i];
                WriteOne(writer, bucket, previous, segment.BucketMinutes);
                previous = bucket.Total;
                i++;
            }
        }

        WriteBadSlices(writer, marks);
    }

    /// <summary>Reads a segment.</summary>
    /// <param name="reader">Where <see cref="Write"/> wrote.</param>
    /// <param name="start">The segment's first minute.</param>
    /// <param name="before">The running sum before it.</param>
    public static LedgerSegment Read(ref ByteReader reader, Minute start, Tally before)
    {
        var bucketMinutes = reader.Bool() ? Minute.PerHour : 1;
        var count = reader.UpTo(MaximumBuckets);
        var buckets = new Tally[count];
        var previous = 0L;
        for (var i = 0; i < count;)
        {
            var token = reader.Unsigned();
            if ((token & 3) == Run)
            {
                var length = (token >> 3) + 1;
                if (length > (ulong)(count - i)) throw new InvalidDataException($"A run of {length} buckets is longer than the segment.");
                if ((token & 4) != 0) buckets.AsSpan(i, (int)length).Fill(new Tally(0, 0, bucketMinutes, 0));
                i += (int)length;
            }
            else
            {
                buckets[i] = ReadOne(ref reader, token, previous, bucketMinutes);
                previous = buckets[i++].Total;
            }
        }

        ReadBadSlices(ref reader, buckets);
        return LedgerSegment.Restore(start, bucketMinutes, Sums(before, buckets));
    }

    /// <summary>How many buckets from <paramref name="first"/> on are unknown, or all idle; 0 if that one is neither.</summary>
    private static int RunAt(ReadOnlySpan<Tally> marks, int first, int bucketMinutes)
    {
        var known = marks[first + 1].KnownMinutes - marks[first].KnownMinutes;
        if (known != 0 && known != bucketMinutes) return 0;
        var i = first;
        while (i < marks.Length - 1 && IsEmpty(marks[i + 1] - marks[i], known)) i++;
        return i - first;

        static bool IsEmpty(Tally bucket, long known) => bucket is { Total: 0, Bad: 0 } && bucket.KnownMinutes == known;
    }

    private static void WriteOne(ByteWriter writer, Tally bucket, long previous, int bucketMinutes)
    {
        var change = ByteWriter.ZigZag(bucket.Total - previous);
        if (bucket.KnownMinutes != bucketMinutes || change > ulong.MaxValue >> 2)
        {
            writer.Unsigned(Irregular);
            writer.Unsigned((ulong)bucket.Total);
            writer.Unsigned((ulong)bucket.KnownMinutes);
            writer.Unsigned((ulong)bucket.Bad);
            return;
        }

        writer.Unsigned(change << 2 | (bucket.Bad == 0 ? Clean : WithBad));
        if (bucket.Bad != 0) writer.Unsigned((ulong)bucket.Bad);
    }

    private static Tally ReadOne(ref ByteReader reader, ulong token, long previous, int bucketMinutes)
    {
        if (token == Irregular)
        {
            var (all, known) = (reader.Count(), reader.Count());
            return new Tally(reader.Count(), all, known, 0);
        }

        var total = checked(previous + ByteReader.UnZigZag(token >> 2));
        return (token & 3) switch
        {
            Clean => new Tally(0, total, bucketMinutes, 0),
            WithBad => new Tally(reader.Count(), total, bucketMinutes, 0),
            _ => throw new InvalidDataException($"{token} starts no bucket."),
        };
    }

    /// <summary>Which buckets end a bad slice, as the distances between them.</summary>
    private static void WriteBadSlices(ByteWriter writer, ReadOnlySpan<Tally> marks)
    {
        writer.Unsigned((ulong)(marks[^1].BadSlices - marks[0].BadSlices));
        var last = -1;
        for (var i = 0; i < marks.Length - 1; i++)
        {
            if (marks[i + 1].BadSlices == marks[i].BadSlices) continue;
            writer.Unsigned((ulong)(i - last - 1));
            last = i;
        }
    }

    private static void ReadBadSlices(ref ByteReader reader, Span<Tally> buckets)
    {
        var count = reader.UpTo(buckets.Length);
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            last += reader.UpTo(buckets.Length - last - 2) + 1;
            buckets[last] = buckets[last] with { BadSlices = 1 };
        }
    }

    private static ImmutableArray<Tally> Sums(Tally before, ReadOnlySpan<Tally> buckets)
    {
        var marks = ImmutableArray.CreateBuilder<Tally>(buckets.Length + 1);
        var sum = before;
        marks.Add(sum);
        foreach (var bucket in buckets)
        {
            checked
            {
                sum = new Tally(sum.Bad + bucket.Bad, sum.Total + bucket.Total, sum.KnownMinutes + bucket.KnownMinutes, sum.BadSlices + bucket.BadSlices);
            }

            marks.Add(sum);
        }

        return marks.MoveToImmutable();
    }
}
