using System.Diagnostics.CodeAnalysis;

namespace ErrorBudgetFunctions.Http;

/// <summary>Time zones that callers name. The name becomes a file's on some systems, so it is looked at first.</summary>
internal static class TimeZones
{
    private const int Longest = 64;

    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name.Length is > 0 and <= Longest
            && char.IsAsciiLetter(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }
}
