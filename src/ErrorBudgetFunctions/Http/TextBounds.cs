namespace ErrorBudgetFunctions.Http;

/// <summary>What a text that callers send for people to read may be.</summary>
internal static class TextBounds
{
    /// <summary>What is wrong with it; null if nothing is.</summary>
    public static string? Check(string name, string? text, int longest) =>
        string.IsNullOrWhiteSpace(text) ? $"'{name}' is missing."
        : text.Length > longest ? $"'{name}' has {text.Length} characters; expected at most {longest}."
        : text.Any(char.IsControl) ? $"'{name}' holds a line break or another control character."
        : null;
}
