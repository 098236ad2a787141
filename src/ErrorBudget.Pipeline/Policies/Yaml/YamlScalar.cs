namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>A single value: text, number, true, false or nothing.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Text">The text without its quotes; references to settings are not yet replaced.</param>
/// <param name="IsQuoted">Whether it was quoted (or a block of text), which makes it text whatever it looks like.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool IsQuoted) : YamlNode(Line, Column)
{
    /// <summary>Whether nothing stands there.</summary>
    public bool IsNothing => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Found => IsNothing ? "nothing" : $"\"{Excerpt.Of(Text)}\"";
}
