using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>What the readers of one file's sections share: single values, patterns and the list of problems.</summary>
internal sealed class FileReading
{
    /// <summary>Begins to read a file.</summary>
    /// <param name="problems">Takes what is refused.</param>
    /// <param name="setting">Gives a setting's value; null if it is not set.</param>
    /// <param name="patterns">Checks regular expressions; shared by all files.</param>
    public FileReading(FileProblems problems, Func<string, string?> setting, PatternCheck patterns)
    {
        Problems = problems;
        Scalars = new Scalars(new SettingReferences(setting, problems), problems);
        Patterns = patterns;
    }

    /// <summary>What was refused.</summary>
    public FileProblems Problems { get; }

    /// <summary>Reads single values.</summary>
    public Scalars Scalars { get; }

    /// <summary>Checks regular expressions.</summary>
    public PatternCheck Patterns { get; }

    /// <summary>The keys and values of a mapping; null, refused, if the node is none.</summary>
    public Fields? Fields(YamlNode node, string label, Section section)
    {
        if (node is YamlMap map) return new Fields(this, map, section);
        Problems.Add(node, $"\"{Excerpt.Of(label)}\" must have keys ({string.Join(", ", section.Keys)}), found {node.Found}");
        return null;
    }

    /// <summary>The keys and values of a mapping whose key <c>type</c> says which section it is; null, refused, if it is none of them.</summary>
    public (Section Section, Fields Fields)? FieldsByType(YamlNode node, string label, string title, ImmutableArray<Section> sections)
    {
        var types = sections.Select((section, index) => (section.Type!, index)).ToList();
        if (node is not YamlMap map)
            Problems.Add(node, $"\"{Excerpt.Of(label)}\" must have keys (type and what that needs), found {node.Found}");
        else if (map.Entries.FirstOrDefault(entry => entry.Key.Text == "type")?.Value is not { } type)
            Problems.Add(node, $"a {title} needs the key \"type\": {Nearest.List(types.Select(known => known.Item1))}");
        else if (Scalars.Choice(type, "type", types) is { } index)
            return (sections[index], new Fields(this, map, sections[index]));
        return null;
    }
}
