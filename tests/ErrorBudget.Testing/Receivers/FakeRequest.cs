using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Testing;

/// <summary>A request that a fake receiver got.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">The query, with its question mark; empty for none.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body's bytes.</param>
public sealed record FakeRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>A header; empty if there is none.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    /// <summary>The body as JSON; null if it is none.</summary>
    public JsonElement? Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static async Task<FakeRequest> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new FakeRequest(request.Method, request.Path, request.QueryString.ToString(), headers, body.ToArray());
    }
}
