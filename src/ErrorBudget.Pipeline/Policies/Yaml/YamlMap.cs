using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>Keys and their values; no key stands twice.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Entries">The keys and values in order.</param>
internal sealed record YamlMap(int Line, int Column, ImmutableArray<YamlEntry> Entries) : YamlNode(Line, Column)
{
    /// <inheritdoc/>
    public override string Found => "keys and values";
}
