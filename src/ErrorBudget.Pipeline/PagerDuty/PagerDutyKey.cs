using System.Security.Cryptography;
using System.Text;

namespace ErrorBudget.Pipeline.PagerDuty;

/// <summary>The key by which PagerDuty knows what belongs to the same incident.</summary>
internal static class PagerDutyKey
{
    /// <summary>The most characters PagerDuty takes.</summary>
    public const int Longest = 255;

    /// <summary>The thread itself, or its beginning and its hash if it is too long: two threads never share a key.</summary>
    public static string Of(string thread)
    {
        if (thread.Length <= Longest) return thread;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(thread)));
        var kept = Longest - hash.Length - 1;
        if (char.IsHighSurrogate(thread[kept - 1])) kept--;
        return $"{thread[..kept]}~{hash}";
    }
}
