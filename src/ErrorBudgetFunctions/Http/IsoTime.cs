using System.Globalization;

namespace ErrorBudgetFunctions.Http;

/// <summary>Times that callers send, ISO 8601. Nothing else is guessed at: 01/02/2026 is in January to some and in February to others, and 10:00 is today.</summary>
internal static class IsoTime
{
    private const string Day = "0000-00-00";

    /// <summary>Reads a time from 2000 to 2200. Without an offset it is UTC, wherever the program runs.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The time, UTC.</param>
    public static bool TryRead(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null
            && BeginsWithDay(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time)
            && time.Year is >= 2000 and <= 2200;
    }

    private static bool BeginsWithDay(string text) =>
        text.Length >= Day.Length
        && Day.Zip(text).All(pair => pair.First == '0' ? char.IsAsciiDigit(pair.Second) : pair.Second == pair.First)
        && (text.Length == Day.Length || text[Day.Length] is 'T' or ' ');
}
