using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads values that are secret: they must come from a setting, and no message shows them.</summary>
internal static class SecretReader
{
    private const int Longest = 20_000;

    /// <summary>The secret at a key; null if it is left out or refused.</summary>
    public static string? Read(Fields fields, string key) => fields.Node(key) is { } node ? Read(fields.File, node, key) : null;

    /// <summary>The secret at a key, kept from messages; null if it is left out or refused.</summary>
    public static Secret? Hidden(Fields fields, string key) => Read(fields, key) is { } text ? new Secret(text) : null;

    /// <summary>The secret at a node; null if it is refused.</summary>
    public static string? Read(FileReading file, YamlNode node, string label)
    {
        if (node is YamlScalar scalar && !scalar.IsNothing && !SettingReferences.IsIn(scalar.Text))
        {
            file.Problems.Add(node, $"\"{label}\" is secret and must come from a setting, for example ${{{Example(label)}}}; found a literal text");
            return null;
        }

        if (file.Scalars.AnyText(node, label, Longest) is not { } secret) return null;
        if (!secret.Any(char.IsControl)) return secret;
        file.Problems.Add(node, $"the setting for \"{label}\" holds a line break or another control character");
        return null;
    }

    /// <summary>A name that a setting for this secret could have.</summary>
    private static string Example(string label) => label.ToUpperInvariant().Replace('-', '_');
}
