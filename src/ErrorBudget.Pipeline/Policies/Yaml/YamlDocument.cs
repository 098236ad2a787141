namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>One of the YAML documents of a file.</summary>
/// <param name="Line">The line it starts in, from 1.</param>
/// <param name="Column">The column it starts in, from 1.</param>
/// <param name="Root">What it holds.</param>
internal sealed record YamlDocument(int Line, int Column, YamlNode Root);
