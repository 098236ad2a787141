using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Microsoft.AspNetCore.Http;

namespace ErrorBudget.Testing;

/// <summary>Whom <see cref="FakeAppConfiguration"/> lets in: who signs with the access key, and who has a token for its audience.</summary>
public sealed partial class AccessRules(TimeProvider time)
{
    /// <summary>The scope that tokens have to be for.</summary>
    public const string Scope = "https://appconfig.azure.com/.default";

    /// <summary>The access key's id.</summary>
    public const string KeyId = "abc-l0-s0:id";

    /// <summary>The access key.</summary>
    public static string Key { get; } = Convert.ToBase64String("a key of the fake app configuration"u8);

    /// <summary>An identity whose tokens name the scope they were asked for.</summary>
    public static TokenCredential Identity { get; } = DelegatedTokenCredential.Create(
        (context, _) => new AccessToken($"for {string.Join(' ', context.Scopes)}", DateTimeOffset.MaxValue));

    /// <summary>Why a request is not let in; null if it is.</summary>
    internal string? Refuse(HttpRequest request, string target, byte[] body)
    {
        var given = request.Headers.Authorization.ToString();
        if (given.StartsWith("Bearer ", StringComparison.Ordinal)) return given == $"Bearer for {Scope}" ? null : "a token for another audience";
        var match = Signature().Match(given);
        if (!match.Success) return $"no credentials it knows: '{given}'";
        if (match.Groups["id"].Value != KeyId) return "an unknown credential";
        var (date, digest) = (request.Headers["x-ms-date"].ToString(), request.Headers["x-ms-content-sha256"].ToString());
        if (!DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || (time.GetUtcNow() - at).Duration() > TimeSpan.FromMinutes(15))
            return $"x-ms-date '{date}' is not now";
        if (digest != Convert.ToBase64String(SHA256.HashData(body))) return "x-ms-content-sha256 is not of the body";
        var signed = $"{request.Method}\n{target}\n{date};{request.Host};{digest}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Key), Encoding.ASCII.GetBytes(signed)));
        return match.Groups["signature"].Value == signature ? null : "a wrong signature";
    }

    [GeneratedRegex("^HMAC-SHA256 Credential=(?<id>[^&]+)&SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=(?<signature>.+)$")]
    private static partial Regex Signature();
}
