using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ErrorBudget.Pipeline.Policies.Yaml;

/// <summary>
/// Reads YAML documents into trees that know their lines and columns. Bounded, because the text may come from anyone:
/// depth, number of values, and no anchors, with which a few lines can stand for billions.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>How deep values may be nested; a policy needs 10.</summary>
    public const int MaximumDepth = 20;

    /// <summary>How many values a file may hold.</summary>
    public const int MaximumValues = 2_000_000;

    private readonly EventCursor _events;
    private readonly FileProblems _problems;
    private int _values;

    private YamlTree(EventCursor events, FileProblems problems)
    {
        _events = events;
        _problems = problems;
    }

    /// <summary>The documents in a text; none, with the reason among the problems, if it cannot be read.</summary>
    public static ImmutableArray<YamlDocument> Read(string text, FileProblems problems)
    {
        var content = text.StartsWith('\uFEFF') ? text[1..] : text;
        if (ForbiddenCharacter.RefuseIn(content, problems)) return [];

        var events = new EventCursor(content);
        try
        {
            return new YamlTree(events, problems).Documents();
        }
        catch (UnreadableYamlException unreadable)
        {
            problems.Add(unreadable.Line, unreadable.Column, unreadable.Message);
            return [];
        }
    }

    private ImmutableArray<YamlDocument> Documents()
    {
        _events.Move();
        var documents = ImmutableArray.CreateBuilder<YamlDocument>();
        while (_events.Move() is DocumentStart start)
        {
            _events.Move();
            documents.Add(new YamlDocument((int)start.Start.Line, (int)start.Start.Column, Value(depth: 1)));
            _events.Move();
        }

        if (documents.Count == 0) _problems.Add(1, 1, "the file is empty; a policy starts with \"policy:\" or \"services:\"");
        return documents.ToImmutable();
    }

    /// <summary>The value whose first event is the current one.</summary>
    private YamlNode Value(int depth)
    {
        var start = _events.Current.Start;
        if (depth > MaximumDepth) throw new UnreadableYamlException(start, $"values are nested deeper than {MaximumDepth} levels");
        if (++_values > MaximumValues) throw new UnreadableYamlException(start, $"the file holds more than {MaximumValues:N0} values");
        if (_events.Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            throw new UnreadableYamlException(start, "anchors and aliases (& and *) are not read; what services share goes under \"defaults\"");
        if (_events.Current is NodeEvent { Tag.IsEmpty: false })
            throw new UnreadableYamlException(start, "tags (!) are not read");

        return _events.Current switch
        {
            Scalar scalar => Scalar(scalar),
            SequenceStart => new YamlList((int)start.Line, (int)start.Column, Items(depth)),
            MappingStart => new YamlMap((int)start.Line, (int)start.Column, Entries(depth)),
            var other => throw new UnreadableYamlException(start, $"a value is expected, found {other.GetType().Name}"),
        };
    }

    private static YamlScalar Scalar(Scalar scalar) =>
        new((int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Value, scalar.Style != ScalarStyle.Plain);

    private ImmutableArray<YamlNode> Items(int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (_events.Move() is not SequenceEnd) items.Add(Value(depth + 1));
        return items.ToImmutable();
    }

    private ImmutableArray<YamlEntry> Entries(int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (_events.Move() is not MappingEnd)
        {
            var key = Value(depth + 1) as YamlScalar
                ?? throw new UnreadableYamlException(_events.Current.Start, "a key must be a plain text");
            _events.Move();
            var value = Value(depth + 1);
            if (lines.TryAdd(key.Text, key.Line)) entries.Add(new YamlEntry(key, value));
            else _problems.Add(key, FormattableString.Invariant($"the key {key.Found} stands twice; it is already in line {lines[key.Text]}"));
        }

        return entries.ToImmutable();
    }
}
