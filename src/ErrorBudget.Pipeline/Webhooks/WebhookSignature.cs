using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Webhooks;

/// <summary>
/// Signs a request by the Standard Webhooks convention, version 1 (standard-webhooks/standard-webhooks,
/// spec/standard-webhooks.md): HMAC-SHA256 over id, time and body, one signature for each key.
/// </summary>
public static class WebhookSignature
{
    /// <summary>How a key begins; base64 follows.</summary>
    public const string KeyPrefix = "whsec_";

    /// <summary>The fewest bytes a key has.</summary>
    public const int ShortestKey = 24;

    /// <summary>The most characters of an id that are sent as they are.</summary>
    private const int LongestId = 200;

    /// <summary>The bytes of a key; null if it is none.</summary>
    public static byte[]? Decode(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var text = key.StartsWith(KeyPrefix, StringComparison.Ordinal) ? key.AsSpan(KeyPrefix.Length) : [];
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text, bytes, out var length) && length >= ShortestKey ? bytes[..length] : null;
    }

    /// <summary>
    /// An id as it can stand in the header and in what is signed. One with dots (which separate what is signed), with what
    /// no header takes, or a very long one is replaced by its hash: replacing single characters would give two events the same id.
    /// </summary>
    public static string HeaderId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var fits = id.Length is > 0 and <= LongestId && id.All(character => character is > ' ' and <= '~' and not '.');
        return fits ? id : $"msg_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";
    }

    /// <summary>Adds the headers to a request. Without keys the id and the time are there all the same.</summary>
    /// <param name="request">The request, with its body.</param>
    /// <param name="id">The same for every attempt; what stands in the header is <see cref="HeaderId"/>.</param>
    /// <param name="now">The time of this attempt, UTC.</param>
    /// <param name="keys">The keys; several while they are being exchanged.</param>
    /// <param name="body">The body's bytes, as they are sent.</param>
    /// <exception cref="InvalidOperationException">A key is none; keys are checked when the policy is read.</exception>
    public static void Sign(HttpRequestMessage request, string id, DateTimeOffset now, IReadOnlyCollection<Secret> keys, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(keys);
        var safe = HeaderId(id);
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("webhook-id", safe);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", seconds);
        if (keys.Count == 0) return;

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{safe}.{seconds}."), .. body];
        var signatures = keys.Select(key => Decode(key.Reveal()) ?? throw new InvalidOperationException($"A webhook's key must be {KeyPrefix} and base64 of {ShortestKey} bytes or more."))
            .Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}");
        request.Headers.TryAddWithoutValidation("webhook-signature", string.Join(' ', signatures));
    }
}
