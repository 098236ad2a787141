using System.Diagnostics;
using ErrorBudget.Pipeline.Policies.OpenSlo;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// The keys and values of one section, read by type. Unknown keys are refused at once. Readers return null for a key that
/// is left out and for a value that is refused; only the latter adds a problem.
/// </summary>
internal sealed class Fields
{
    private readonly FileReading _file;
    private readonly Section _section;
    private readonly YamlMap _map;

    /// <summary>Looks at a mapping as a section.</summary>
    public Fields(FileReading file, YamlMap map, Section section)
    {
        _file = file;
        _section = section;
        _map = map;
        foreach (var entry in map.Entries.Where(entry => !section.Keys.Contains(entry.Key.Text))) RefuseKey(entry.Key);
    }

    /// <summary>The file it stands in.</summary>
    public FileReading File => _file;

    /// <summary>Where the section starts.</summary>
    public YamlNode Start => _map;

    /// <summary>Whether a key is there, right or wrong.</summary>
    public bool Has(string key) => Node(key) is not null;

    /// <summary>The value of a key as it stands; null if it is left out.</summary>
    public YamlNode? Node(string key)
    {
        Debug.Assert(_section.Keys.Contains(key), $"The section {_section.Name} does not name its key {key}.");
        foreach (var entry in _map.Entries)
        {
            if (entry.Key.Text == key) return entry.Value;
        }

        return null;
    }

    /// <summary>Refuses the section if a key is left out; true if it is there.</summary>
    public bool Require(string key)
    {
        if (Has(key)) return true;
        _file.Problems.Add(_map, $"{_section.Title} needs the key \"{key}\"");
        return false;
    }

    /// <summary>Refuses what stands at a key, or the section if the key is left out.</summary>
    public void Refuse(string key, string message) => _file.Problems.Add(Node(key) ?? _map, message);

    /// <summary>Refuses keys that make no sense here, saying why.</summary>
    public void RefuseAny(IEnumerable<string> keys, string why)
    {
        foreach (var entry in _map.Entries.Where(entry => keys.Contains(entry.Key.Text)))
            _file.Problems.Add(entry.Key, $"\"{entry.Key.Text}\" {why}");
    }

    /// <summary>A text.</summary>
    public string? Text(string key, int maximumLength = 200) => Node(key) is { } node ? _file.Scalars.Text(node, key, maximumLength) : null;

    /// <summary>A text that may look like a number.</summary>
    public string? AnyText(string key, int maximumLength = 200) => Node(key) is { } node ? _file.Scalars.AnyText(node, key, maximumLength) : null;

    /// <summary>A number within a range.</summary>
    public decimal? Number(string key, NumberRange range, bool allowQuotes = false, Func<decimal, string?>? hint = null) =>
        Node(key) is { } node ? _file.Scalars.Number(node, key, range, allowQuotes, hint) : null;

    /// <summary>A whole number within a range.</summary>
    public int? Whole(string key, int minimum, int maximum) => (int?)Long(key, minimum, maximum);

    /// <summary>A whole number within a range, which may be large.</summary>
    public long? Long(string key, long minimum, long maximum) => Node(key) is { } node ? _file.Scalars.Whole(node, key, minimum, maximum) : null;

    /// <summary>true or false.</summary>
    public bool? Flag(string key) => Node(key) is { } node ? _file.Scalars.Flag(node, key) : null;

    /// <summary>One of the names that are allowed.</summary>
    public T? Choice<T>(string key, IReadOnlyList<(string Name, T Value)> choices)
        where T : struct => Node(key) is { } node ? _file.Scalars.Choice(node, key, choices) : null;

    /// <summary>A section below this one.</summary>
    public Fields? Section(string key, Section section) => Node(key) is { } node ? _file.Fields(node, key, section) : null;

    /// <summary>A mapping whose keys are names the user gives.</summary>
    public YamlMap? Map(string key, string expected)
    {
        if (Node(key) is not { } node) return null;
        if (node is YamlMap map) return map;
        _file.Problems.Add(node, $"\"{key}\" must be {expected}, found {node.Found}");
        return null;
    }

    /// <summary>A list of so many items.</summary>
    public YamlList? List(string key, int minimum, int maximum)
    {
        if (Node(key) is not { } node) return null;
        if (node is not YamlList list)
            _file.Problems.Add(node, $"\"{key}\" must be a list, found {node.Found}");
        else if (list.Items.Length < minimum)
            _file.Problems.Add(node, $"\"{key}\" must not be an empty list");
        else if (list.Items.Length > maximum)
            _file.Problems.Add(node, FormattableString.Invariant($"\"{key}\" has {list.Items.Length:N0} items; at most {maximum:N0} are allowed"));
        else
            return list;
        return null;
    }

    private void RefuseKey(YamlScalar key)
    {
        var near = _file.Problems.IsFull ? null : Nearest.To(key.Text, _section.Keys);
        var known = $"known keys: {string.Join(", ", _section.Keys)}";
        _file.Problems.Add(key, $"unknown key \"{Excerpt.Of(key.Text)}\" in {_section.Title}{(near is null ? Elsewhere(key.Text) : Nearest.Question(near))} ({known})");
    }

    /// <summary>Where a key belongs that is right but in the wrong place.</summary>
    private string Elsewhere(string key) =>
        Sections.All.Concat(OpenSloSections.All).FirstOrDefault(section => section.Format == _section.Format && section.Keys.Contains(key)) is { } home ? $"; it belongs in {home.Title}" : "";
}
