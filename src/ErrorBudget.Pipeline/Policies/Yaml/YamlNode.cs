namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>A value in a YAML document with the place where it stands.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What was found, for messages. Shows the text as written, never a setting's value.</summary>
    public abstract string Found { get; }
}
