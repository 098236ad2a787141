using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Reads what <see cref="ByteWriter"/> wrote. Stored bytes are not trusted: every length and number is checked against what
/// is there and allowed.
/// </summary>
/// <remarks>Every method throws <see cref="InvalidDataException"/> when the bytes are not what was written.</remarks>
internal ref struct ByteReader
{
    /// <summary>The longest text in bytes of UTF-8.</summary>
    public const int MaximumTextBytes = 4096;

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    /// <summary>Checks version and checksum.</summary>
    public ByteReader(ReadOnlySpan<byte> bytes, byte version)
    {
        if (bytes.Length <= sizeof(uint)) throw new InvalidDataException($"{bytes.Length} bytes are too few.");
        if (bytes[0] != version) throw new InvalidDataException($"Its format version is {bytes[0]}; this program reads version {version}.");
        _bytes = bytes[..^sizeof(uint)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[_bytes.Length..]) != ByteWriter.Checksum(_bytes)) throw new InvalidDataException("Its checksum is wrong: the bytes are damaged.");
        _position = 1;
    }

    /// <summary>Whether all has been read: what follows is only written where there is something to tell.</summary>
    public readonly bool IsAtEnd => _position == _bytes.Length;

    /// <summary>Checks that nothing is left over.</summary>
    public readonly void End()
    {
        if (_position != _bytes.Length) throw new InvalidDataException($"{_bytes.Length - _position} bytes are left over.");
    }

    public byte Byte() => _position < _bytes.Length ? _bytes[_position++] : throw new InvalidDataException("The bytes end too early.");

    public bool Bool() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new InvalidDataException($"{other} is neither yes nor no."),
    };

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("A number has more than 64 bits.");
    }

    /// <summary>A number from 0 to <paramref name="maximum"/>; below 0 none is allowed.</summary>
    public int UpTo(int maximum)
    {
        var value = Unsigned();
        return value <= long.MaxValue && (long)value <= maximum ? (int)value : throw new InvalidDataException($"{value} is more than {maximum}.");
    }

    /// <summary>A count, 0 or more.</summary>
    public long Count()
    {
        var value = Unsigned();
        return value <= long.MaxValue ? (long)value : throw new InvalidDataException($"{value} is too large for a count.");
    }

    public long Signed() => UnZigZag(Unsigned());

    /// <summary>The reverse of <see cref="ByteWriter.ZigZag"/>.</summary>
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    public Minute Minute(Minute near)
    {
        var index = checked(near.Index + Signed());
        return index is >= 0 and <= int.MaxValue ? new Minute((int)index) : throw new InvalidDataException($"{index} is no minute since 1970.");
    }

    public Minute? MinuteOrNone(Minute near) => Bool() ? Minute(near) : null;

    public Tally Tally() => new(Signed(), Signed(), Signed(), Signed());

    public decimal Decimal()
    {
        var head = Byte();
        var low = Unsigned();
        var high = (head & 0x40) != 0 ? Unsigned() : 0;
        var scale = head & 0x3F;
        if (scale > 28 || high > uint.MaxValue) throw new InvalidDataException("A decimal has too many digits.");
        return new decimal((int)(uint)low, (int)(uint)(low >> 32), (int)(uint)high, (head & 0x80) != 0, (byte)scale);
    }

    public string Text()
    {
        var length = UpTo(Math.Min(MaximumTextBytes, _bytes.Length - _position));
        var text = _utf8.GetString(_bytes.Slice(_position, length));
        _position += length;
        return text;
    }

    public string? TextOrNone() => Bool() ? Text() : null;

    /// <summary>One of an enumeration's values, which run from 0 to <paramref name="last"/>.</summary>
    public T OneOf<T>(T last)
        where T : struct, Enum
    {
        var value = Byte();
        return value <= Unsafe.BitCast<T, int>(last) ? Unsafe.BitCast<int, T>(value) : throw new InvalidDataException($"{value} is no {typeof(T).Name}.");
    }
}
