using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ErrorBudget.Pipeline.Notices;

/// <summary>JSON bodies and the requests that carry them.</summary>
internal static class JsonPost
{
    /// <summary>Leaves letters of all scripts as they are: the body is never part of a page, and the limits are in bytes.</summary>
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> document)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Compact)) document(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A request with such a body.</summary>
    public static HttpRequestMessage To(Uri address, byte[] body, string mediaType = "application/json") => new(HttpMethod.Post, address)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType, "utf-8") } },
    };

    /// <summary>An address below a base that may or may not end with a slash.</summary>
    public static Uri Below(Uri @base, string path) => new($"{@base.AbsoluteUri.TrimEnd('/')}/{path}");
}
