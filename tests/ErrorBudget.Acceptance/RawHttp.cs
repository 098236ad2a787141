using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>One HTTP exchange byte by byte, without a client that would write anything differently than it was recorded.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="app">Whom to.</param>
    /// <param name="head">The request line and headers, one a line; <c>Host</c> is added.</param>
    /// <param name="body">The body, sent in chunks; null for none.</param>
    /// <param name="chunk">How many bytes a chunk has: characters are torn apart between them.</param>
    public static async Task<RawAnswer> ExchangeAsync(AppProcess app, string head, string? body = null, int chunk = int.MaxValue)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Limit);
        using var socket = new TcpClient();
        var address = app.Client.BaseAddress!;
        await socket.ConnectAsync(address.Host, address.Port, patience.Token);
        await using var stream = socket.GetStream();
        var lines = head.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{string.Join("\r\n", (string[])[lines[0], $"Host: {address.Authority}", .. lines[1..]])}\r\n\r\n"), patience.Token);
        if (body is not null)
        {
            foreach (var piece in Encoding.UTF8.GetBytes(body).Chunk(chunk))
                await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{piece.Length:x}\r\n")), .. piece, .. "\r\n"u8], patience.Token);
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), patience.Token);
        }

        return await ReadAsync(stream, patience.Token);
    }

    private static async Task<RawAnswer> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            if (RawAnswer.Parse(bytes.ToArray()) is { } answer) return answer;
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0) throw new EndOfStreamException($"The app hung up after: {Encoding.UTF8.GetString([.. bytes])}");
            bytes.AddRange(buffer.AsSpan(0, count));
        }
    }
}
