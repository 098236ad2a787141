using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>The parser's events one after the other, with its errors put so that people find the place.</summary>
internal sealed class EventCursor
{
    private readonly string _text;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly Stack<Mark?> _open = new();

    /// <summary>Starts before the first event.</summary>
    public EventCursor(string text)
    {
        _text = text;
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>The event the cursor is at.</summary>
    public ParsingEvent Current => _parser.Current ?? throw new InvalidOperationException("The cursor has not been moved.");

    /// <summary>Goes to the next event.</summary>
    /// <exception cref="UnreadableYamlException">The text is not valid YAML.</exception>
    public ParsingEvent Move()
    {
        try
        {
            if (!_parser.MoveNext()) throw new UnreadableYamlException(Current.End, "the file ends in the middle of a value");
        }
        catch (YamlException error)
        {
            throw Explain(error);
        }
        catch (InvalidOperationException)
        {
            // What the scanner of YamlDotNet 18.1 does when a "[" or "{" is not closed before the next key.
            throw OpenBracket() is { } bracket
                ? new UnreadableYamlException(bracket, "the bracket opened here is not closed")
                : new UnreadableYamlException(_scanner.CurrentPosition, "not valid YAML: a bracket before this is not closed");
        }

        Track(Current);
        return Current;
    }

    /// <summary>Remembers where brackets were opened: a missing one is noticed far from where it belongs.</summary>
    private void Track(ParsingEvent current)
    {
        switch (current)
        {
            case SequenceStart list:
                _open.Push(list.Style == SequenceStyle.Flow ? list.Start : null);
                break;
            case MappingStart map:
                _open.Push(map.Style == MappingStyle.Flow ? map.Start : null);
                break;
            case SequenceEnd or MappingEnd:
                _open.Pop();
                break;
        }
    }

    private Mark? OpenBracket() => _open.TryPeek(out var mark) ? mark : null;

    private UnreadableYamlException Explain(YamlException error)
    {
        if (error.Message.Contains(" tab ", StringComparison.Ordinal) && IndentingTab((int)error.Start.Line) is { } tab)
            return new UnreadableYamlException(tab.Line, tab.Column, "a tab; YAML is indented by spaces");
        if (error.Message.EndsWith("found invalid mapping.", StringComparison.Ordinal))
            return new UnreadableYamlException(error.Start, "not valid YAML: \": \" inside a plain text, or a key indented deeper than the one before it; quote the text or align the key");

        var reason = error.Message.TrimEnd('.');
        var advice = OpenBracket() is not null && _text.Contains("${", StringComparison.Ordinal) ? "; between brackets \"${NAME}\" needs quotes" : "";
        return new UnreadableYamlException(error.Start, $"not valid YAML: {char.ToLowerInvariant(reason[0])}{reason[1..]}{advice}");
    }

    private (int Line, int Column)? IndentingTab(int fromLine)
    {
        var number = 0;
        foreach (var line in _text.AsSpan().EnumerateLines())
        {
            if (++number < fromLine) continue;
            var indent = line[..^line.TrimStart(" \t").Length];
            if (indent.IndexOf('\t') is var tab and >= 0) return (number, tab + 1);
        }

        return null;
    }
}
