using System.Globalization;
using System.Text;

namespace ErrorBudget.Acceptance;

/// <summary>An HTTP answer as it stood on the wire.</summary>
/// <param name="Status">The status line.</param>
/// <param name="Headers">The headers, names in lower case.</param>
/// <param name="Body">The body.</param>
internal sealed record RawAnswer(string Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Reads an answer; null if it is not all there yet.</summary>
    public static RawAnswer? Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var lines = Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var rest = bytes[(end + 4)..];
        var body = headers.TryGetValue("Content-Length", out var length) ? Sized(rest, int.Parse(length, CultureInfo.InvariantCulture)) : Chunked(rest);
        return body is null ? null : new RawAnswer(lines[0], headers, Encoding.UTF8.GetString(body));
    }

    private static byte[]? Sized(byte[] rest, int length) => rest.Length < length ? null : rest[..length];

    private static byte[]? Chunked(byte[] rest)
    {
        var body = new List<byte>();
        while (true)
        {
            var line = rest.AsSpan().IndexOf("\r\n"u8);
            if (line < 0) return null;
            var size = int.Parse(Encoding.ASCII.GetString(rest, 0, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (rest.Length < line + 2 + size + 2) return null;
            if (size == 0) return [.. body];
            body.AddRange(rest.AsSpan(line + 2, size));
            rest = rest[(line + 2 + size + 2)..];
        }
    }
}
