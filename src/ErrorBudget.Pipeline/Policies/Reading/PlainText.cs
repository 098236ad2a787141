namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads texts that become part of a request to another system: one line, without characters that mean something there.</summary>
internal static class PlainText
{
    /// <summary>The text at a key; null if it is left out or refused.</summary>
    /// <param name="fields">The section.</param>
    /// <param name="key">Its key.</param>
    /// <param name="maximumLength">The most characters.</param>
    /// <param name="forbidden">Characters it must not hold, besides control characters.</param>
    public static string? Read(Fields fields, string key, int maximumLength = 200, string forbidden = "")
    {
        if (fields.AnyText(key, maximumLength) is not { } text) return null;
        if (Problem(text, forbidden) is not { } problem) return text;
        fields.Refuse(key, $"\"{key}\" {problem}");
        return null;
    }

    /// <summary>Why a text is not allowed; null if it is. Never repeats the text.</summary>
    public static string? Problem(string text, string forbidden)
    {
        if (text.Any(char.IsControl)) return "must not hold a line break or another control character";
        return text.AsSpan().ContainsAny(forbidden) ? $"must not hold {Nearest.List(forbidden.Select(Shown))}" : null;
    }

    private static string Shown(char character) => character == ' ' ? "a space" : $"\"{character}\"";
}
