using System.Security.Cryptography;
using System.Text;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>A short digest of a text, to recognise whether it is the same.</summary>
internal static class PolicyDigest
{
    /// <summary>The first 8 hexadecimal digits of the text's SHA-256.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}
