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
}
