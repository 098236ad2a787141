using System.Net.Http.Headers;
using System.Text;

namespace ErrorBudget.Testing;

/// <summary>
/// Writes samples into a Prometheus by remote write (https://prometheus.io/docs/specs/prw/remote_write_spec/): the way to
/// give it staleness markers, which its text formats cannot hold. Protocol Buffers in an uncompressed Snappy block.
/// </summary>
public static class RemoteWriter
{
    private const long StaleMarker = 0x7ff0000000000002;

    /// <summary>The value that says that a series has ended.</summary>
    public static double Stale => BitConverter.Int64BitsToDouble(StaleMarker);

    /// <summary>Writes series; the samples of each in order of time.</summary>
    /// <param name="prometheus">The server's address.</param>
    /// <param name="series">Labels, <c>__name__</c> among them, and samples as Unix seconds and value.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task WriteAsync(
        Uri prometheus, IEnumerable<(IReadOnlyDictionary<string, string> Labels, IEnumerable<(long Time, double Value)> Samples)> series, CancellationToken cancellationToken = default)
    {
        using var message = new MemoryStream();
        foreach (var (labels, samples) in series) WriteField(message, 1, TimeSeries(labels, samples));
        using var content = new ByteArrayContent(Uncompressed(message.ToArray()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(prometheus, "/api/v1/write")) { Content = content };
        request.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"Prometheus refused the samples: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private static byte[] TimeSeries(IReadOnlyDictionary<string, string> labels, IEnumerable<(long Time, double Value)> samples)
    {
        using var message = new MemoryStream();
        foreach (var (name, value) in labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            using var label = new MemoryStream();
            WriteField(label, 1, Encoding.UTF8.GetBytes(name));
            WriteField(label, 2, Encoding.UTF8.GetBytes(value));
            WriteField(message, 1, label.ToArray());
        }

        foreach (var (time, value) in samples)
        {
            using var sample = new MemoryStream();
            sample.WriteByte((1 << 3) | 1);
            sample.Write(BitConverter.GetBytes(value));
            sample.WriteByte(2 << 3);
            WriteVarint(sample, (ulong)(time * 1000));
            WriteField(message, 2, sample.ToArray());
        }

        return message.ToArray();
    }

    private static void WriteField(Stream stream, int number, byte[] bytes)
    {
        stream.WriteByte((byte)((number << 3) | 2));
        WriteVarint(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void WriteVarint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    /// <summary>A Snappy block of literals: the length, then pieces of at most 64 KiB as they are.</summary>
    private static byte[] Uncompressed(byte[] bytes)
    {
        using var block = new MemoryStream();
        WriteVarint(block, (ulong)bytes.Length);
        for (var start = 0; start < bytes.Length; start += 65536)
        {
            var length = Math.Min(65536, bytes.Length - start);
            block.WriteByte(61 << 2);
            block.Write(BitConverter.GetBytes((ushort)(length - 1)));
            block.Write(bytes, start, length);
        }

        return block.ToArray();
    }
}
