namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>Text from a file as it may be shown in a message: one line, short, nothing that moves a terminal's cursor.</summary>
internal static class Excerpt
{
    private const int Longest = 80;

    /// <summary>The first 80 characters; control characters become spaces.</summary>
    public static string Of(string text)
    {
        var shown = text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
        return string.Concat(shown.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character));
    }
}
