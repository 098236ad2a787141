using System.Buffers.Binary;
using CsCheck;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Tests.Tables;

public sealed class RecordFormatTests(ITestOutputHelper output)
{
    private static readonly SloId _slo = new("payment-gateway", "availability");

    [Fact]
    public void Any_record_comes_back_from_its_bytes_as_it_was() =>
        Samples.Record(_slo).Sample(record => Samples.AssertSame(record, RecordFormat.Decode(_slo, RecordFormat.Encode(record))));

    [Fact]
    public void Any_sealed_hour_comes_back_from_its_bytes_as_it_was() =>
        Samples.Hour.Sample(hour => Samples.AssertSame(hour, RecordFormat.DecodeHour(hour.Start, RecordFormat.EncodeHour(hour))));

    [Fact]
    public void A_decimal_keeps_its_trailing_zeros()
    {
        var writer = new ByteWriter(1);
        decimal[] values = [1.0m, -0.500m, decimal.MaxValue, decimal.MinValue, 1m / 3, 0m];
        foreach (var value in values) writer.Decimal(value);
        var reader = new ByteReader(writer.Seal(), 1);
        foreach (var value in values) Assert.Equal(decimal.GetBits(value), decimal.GetBits(reader.Decimal()));
        reader.End();
    }

    [Fact]
    public void Sums_beyond_what_the_short_form_holds_come_back_too()
    {
        var segment = LedgerSegment.From(Samples.Now.Hour, default, [Bucket.Of(long.MaxValue - 7, long.MaxValue), Bucket.Of(0, 0), Bucket.Unknown]);
        var hour = new ByteWriter(1);
        SegmentFormat.Write(hour, segment);
        var reader = new ByteReader(hour.Seal(), 1);
        Samples.AssertSame(segment, SegmentFormat.Read(ref reader, segment.Start, segment.Before));
    }

    [Fact]
    public void A_typical_record_stays_below_500_bytes_and_a_typical_hour_below_180()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var record = RecordFormat.Encode(Samples.Typical(_slo, openMinutes: 100, seed)).Length;
            var hour = RecordFormat.EncodeHour(Samples.TypicalHour(Samples.Now, seed)).Length;
            if (seed == 0) output.WriteLine($"record of {Samples.Typical(_slo, 100, seed).Ledger.Open.Count} open minutes: {record} bytes; sealed hour: {hour} bytes");
            Assert.InRange(record, 1, 499);
            Assert.InRange(hour, 1, 179);
        }
    }

    [Fact]
    public void A_day_of_unknown_or_idle_minutes_takes_a_few_bytes()
    {
        var unknown = LedgerSegment.From(Samples.Now.Hour, default, [.. Enumerable.Repeat(Bucket.Unknown, 60)]);
        var idle = LedgerSegment.From(Samples.Now.Hour, default, [.. Enumerable.Repeat(Bucket.Of(0, 0), 60)]);
        Assert.InRange(RecordFormat.EncodeHour(unknown).Length, 1, 16);
        Assert.InRange(RecordFormat.EncodeHour(idle).Length, 1, 16);
    }

    [Fact]
    public void Truncated_bytes_are_refused_at_every_length()
    {
        var record = RecordFormat.Encode(Samples.Typical(_slo));
        for (var length = 0; length < record.Length; length++) Assert.Throws<InvalidDataException>(() => RecordFormat.Decode(_slo, record.AsSpan(0, length)));
    }

    [Fact]
    public void A_changed_byte_is_noticed_wherever_it_is() =>
        Gen.Select(Samples.Record(_slo), Gen.Byte[1, 255]).Sample(
            (record, change) =>
            {
                var bytes = RecordFormat.Encode(record);
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] ^= change;
                    Assert.Throws<InvalidDataException>(() => RecordFormat.Decode(_slo, bytes));
                    bytes[i] ^= change;
                }
            },
            iter: 20);

    [Fact]
    public void Bytes_forged_with_a_right_checksum_are_read_or_refused_and_nothing_else() =>
        Gen.Select(Samples.Record(_slo), Samples.Hour, Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 4]).Sample(
            (record, hour, changes) =>
            {
                ReadOrRefuse(Forge(RecordFormat.Encode(record), changes), bytes => RecordFormat.Decode(_slo, bytes));
                ReadOrRefuse(Forge(RecordFormat.EncodeHour(hour), changes), bytes => RecordFormat.DecodeHour(hour.Start, bytes));
            },
            iter: 20_000);

    [Fact]
    public void Any_bytes_with_a_right_checksum_are_read_or_refused_and_nothing_else() =>
        Gen.Byte.Array[0, 200].Sample(
            bytes =>
            {
                byte[] forged = Forge([RecordFormat.Version, .. bytes, 0, 0, 0, 0], []);
                ReadOrRefuse(forged, all => RecordFormat.Decode(_slo, all));
                ReadOrRefuse(forged, all => RecordFormat.DecodeHour(Samples.Now.Hour, all));
            },
            iter: 20_000);

    [Fact]
    public void A_record_of_a_newer_version_says_so()
    {
        var bytes = RecordFormat.Encode(Samples.Typical(_slo));
        bytes[0] = RecordFormat.Version + 1;
        var refusal = Assert.Throws<InvalidDataException>(() => RecordFormat.Decode(_slo, bytes));
        Assert.Contains("version is 3; this program reads version 2", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Forge(byte[] bytes, (int At, byte Value)[] changes)
    {
        var body = bytes.Length - 4;
        foreach (var (at, value) in changes) bytes[1 + (at % (body - 1))] = value;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(body), ByteWriter.Checksum(bytes.AsSpan(0, body)));
        return bytes;
    }

    private static void ReadOrRefuse(byte[] bytes, Action<byte[]> read)
    {
        try
        {
            read(bytes);
        }
        catch (InvalidDataException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }
    }
}
