using YamlDotNet.Core;

namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>A text that cannot be read any further as YAML; never leaves <see cref="YamlTree"/>.</summary>
internal sealed class UnreadableYamlException : Exception
{
    /// <summary>At a place of the text.</summary>
    public UnreadableYamlException(Mark at, string message)
        : this((int)at.Line, (int)at.Column, message)
    {
    }

    /// <summary>At a line and column, both from 1.</summary>
    public UnreadableYamlException(int line, int column, string message)
        : base(message)
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column, from 1.</summary>
    public int Column { get; }
}
