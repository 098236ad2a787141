namespace ErrorBudgetFunctions.Http;

/// <summary>What a text that callers send for people to read may be.</summary>
internal static class TextBounds
{
    /// <summary>What is wrong with it; null if nothing is.</summary>
    public static string? Check(string name, string? text, int longest) =>
        string.IsNullOrWhiteSpace(text) ? $"'{name}' is missing."
        : text.Length > longest ? $"'{name}' has {text.Length} characters; expected at most {longest}."
        : text.Any(IsCommand) ? $"'{name}' holds a line break or another control character."
        : null;

    /// <summary>Whether a character shows nothing, but breaks or turns around what stands beside it: the sentence that the text is put into.</summary>
    private static bool IsCommand(char character) => char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
