using System.Text.Json;

namespace ErrorBudgetFunctions.Http;

/// <summary>What is wrong with JSON that somebody sent, in their words: the reader's own name types of this program, which its callers do not know.</summary>
internal static class JsonMistake
{
    private const string Unmapped = "The JSON property '";
    private const string Unconverted = "The JSON value could not be converted to ";
    private const int LongestName = 60;

    /// <summary>A sentence with the place, as far as it is known.</summary>
    public static string In(JsonException malformed)
    {
        var message = malformed.Message;
        if (message.StartsWith(Unmapped, StringComparison.Ordinal))
        {
            var name = message[Unmapped.Length..].Split('\'')[0];
            return $"'{(name.Length > LongestName ? $"{name[..LongestName]}…" : name)}' is no member that is known here; names are spelt as in the example, capitals too.";
        }

        return message.StartsWith(Unconverted, StringComparison.Ordinal)
            ? FormattableString.Invariant($"{(malformed.Path is null or "$" ? "it" : $"'{malformed.Path}'")} is of another type than expected, or out of its range (line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}).")
            : message;
    }
}
