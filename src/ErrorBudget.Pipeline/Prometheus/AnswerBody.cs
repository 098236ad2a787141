using System.Buffers;

namespace ErrorBudget.Pipeline.Prometheus;

/// <summary>The body of an answer in a buffer that is given back when it was read.</summary>
internal sealed class AnswerBody : IDisposable
{
    private byte[] _buffer;

    private AnswerBody(byte[] buffer) => _buffer = buffer;

    /// <summary>How many bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <summary>Reads a body of at most <paramref name="limit"/> bytes.</summary>
    /// <returns>The body; null if it is longer.</returns>
    public static async Task<AnswerBody?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit) return null;
        var expected = content.Headers.ContentLength is { } length ? (int)length + 1 : 64 * 1024;
        var body = new AnswerBody(ArrayPool<byte>.Shared.Rent(Math.Min(expected, limit + 1)));
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken);
            await using (stream)
            {
                while (true)
                {
                    if (body.Length == body._buffer.Length) body.Grow(limit);
                    var read = await stream.ReadAsync(body._buffer.AsMemory(body.Length), cancellationToken);
                    if (read == 0) return body;
                    body.Length += read;
                    if (body.Length <= limit) continue;
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    private void Grow(int limit)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _buffer.Length, limit + 1L));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
