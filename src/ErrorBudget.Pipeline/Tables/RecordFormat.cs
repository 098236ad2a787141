using ErrorBudget.Pipeline.Storage;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>What is stored of one SLO, and a sealed hour, in bytes.</summary>
/// <remarks>Reading throws <see cref="InvalidDataException"/> when the bytes are damaged or of another version, and nothing else.</remarks>
internal static class RecordFormat
{
    /// <summary>The version of both formats. A change that old bytes cannot be read with takes the next number.</summary>
    public const byte Version = 2;

    /// <summary>A record in bytes; the SLO's name is not among them.</summary>
    public static byte[] Encode(SloRecord record)
    {
        var writer = new ByteWriter(Version);
        var ledger = record.Ledger;
        writer.Text(record.Fingerprint);
        writer.Minute(ledger.CoveredFrom, default);
        writer.Tally(ledger.Floor);
        writer.Minute(ledger.Open.Start, ledger.CoveredFrom);
        writer.Tally(ledger.Open.Before);
        SegmentFormat.Write(writer, ledger.Open);
        SnapshotFormat.Write(writer, record.Snapshot, ledger);
        return writer.Seal();
    }

    /// <summary>A record from its bytes.</summary>
    public static SloRecord Decode(SloId slo, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new ByteReader(bytes, Version);
            var fingerprint = reader.Text();
            var coveredFrom = reader.Minute(default);
            var floor = reader.Tally();
            var start = reader.Minute(coveredFrom);
            var before = reader.Tally();
            var ledger = Ledger.Restore(coveredFrom, floor, SegmentFormat.Read(ref reader, start, before));
            var snapshot = SnapshotFormat.Read(ref reader, slo, ledger);
            reader.End();
            return new SloRecord(fingerprint, ledger, snapshot);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>A sealed hour in bytes; which hour it is, is not among them.</summary>
    public static byte[] EncodeHour(LedgerSegment hour)
    {
        var writer = new ByteWriter(Version);
        writer.Tally(hour.Before);
        SegmentFormat.Write(writer, hour);
        return writer.Seal();
    }

    /// <summary>A sealed hour from its bytes.</summary>
    public static LedgerSegment DecodeHour(Minute hour, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new ByteReader(bytes, Version);
            var segment = SegmentFormat.Read(ref reader, hour, reader.Tally());
            reader.End();
            return segment.End - hour == Minute.PerHour ? segment : throw new InvalidDataException($"It holds {segment.End - hour} minutes, not an hour.");
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>What the domain's own checks throw when bytes hold values that can never have been written.</summary>
    private static bool IsRefusal(Exception exception) => exception is ArgumentException or OverflowException;
}
