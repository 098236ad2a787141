using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Writes the compact binary form of stored rows: a format version, fields without names, and a CRC-32C over all of it.
/// Read back by <see cref="ByteReader"/>.
/// </summary>
internal sealed class ByteWriter
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public ByteWriter(byte version) => Byte(version);

    /// <summary>The bytes with their checksum.</summary>
    public byte[] Seal()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(sizeof(uint)), Checksum(_bytes.WrittenSpan));
        _bytes.Advance(sizeof(uint));
        return _bytes.WrittenSpan.ToArray();
    }

    /// <summary>CRC-32C (Castagnoli, RFC 3720): finds every burst of up to 32 wrong bits.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>7 bits a byte, the lowest first, the top bit says that more follow.</summary>
    public void Unsigned(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    /// <summary>Small for values near zero, whatever their sign.</summary>
    public void Signed(long value) => Unsigned(ZigZag(value));

    /// <summary>0, −1, 1, −2 … as 0, 1, 2, 3 …</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public void Minute(Minute value, Minute near) => Signed((long)value.Index - near.Index);

    public void MinuteOrNone(Minute? value, Minute near)
    {
        Bool(value is not null);
        if (value is { } minute) Minute(minute, near);
    }

    public void Tally(Tally value)
    {
        Signed(value.Bad);
        Signed(value.Total);
        Signed(value.KnownMinutes);
        Signed(value.BadSlices);
    }

    /// <summary>Scale and sign, then the digits; the scale survives, so 1.0 stays 1.0.</summary>
    public void Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (bits[3] >> 16) & 0x1F;
        var wide = bits[2] != 0;
        Byte((byte)(scale | (wide ? 0x40 : 0) | (value < 0 ? 0x80 : 0)));
        Unsigned((uint)bits[0] | ((ulong)(uint)bits[1] << 32));
        if (wide) Unsigned((uint)bits[2]);
    }

    public void Text(string value)
    {
        var length = _utf8.GetByteCount(value);
        if (length > ByteReader.MaximumTextBytes) throw new ArgumentException($"A stored text has at most {ByteReader.MaximumTextBytes} bytes, not {length}.", nameof(value));
        Unsigned((ulong)length);
        _utf8.GetBytes(value, _bytes);
    }

    public void TextOrNone(string? value)
    {
        Bool(value is not null);
        if (value is not null) Text(value);
    }
}
