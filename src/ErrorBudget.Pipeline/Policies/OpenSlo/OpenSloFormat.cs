using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>
/// Files of OpenSLO v1 documents: one, several, or a list of them. They are only gathered here; what they mean is known
/// when all files have been read (<see cref="OpenSloAssembly"/>).
/// </summary>
internal static class OpenSloFormat
{
    private const string Version = "openslo-v1";

    /// <summary>Whether a YAML document is an OpenSLO document or a list of them.</summary>
    public static bool Holds(YamlNode root) => root switch
    {
        YamlMap map => map.Entries.Any(entry => entry.Key.Text == "apiVersion"),
        YamlList list => list.Items.Any(item => item is YamlMap && Holds(item)),
        _ => false,
    };

    /// <summary>Reads a file's documents into its draft.</summary>
    public static void Read(ImmutableArray<YamlDocument> documents, FileReading file, FileDraft draft)
    {
        draft.Version = Version;
        foreach (var root in documents.Select(document => Pruned(document.Root)).Where(root => root is not YamlScalar { IsNothing: true }))
        {
            foreach (var item in root is YamlList list ? list.Items : [root])
            {
                if (OpenSloDocument.Read(file, item, "document", isInline: false) is { } document) draft.OpenSlo.Add(document);
            }
        }
    }

    /// <summary>The same without keys that have no value: as elsewhere in YAML of the Kubernetes kind, that is leaving them out.</summary>
    private static YamlNode Pruned(YamlNode node) => node switch
    {
        YamlMap map => map with { Entries = [.. map.Entries.Where(entry => entry.Value is not YamlScalar { IsNothing: true }).Select(entry => entry with { Value = Pruned(entry.Value) })] },
        YamlList list => list with { Items = [.. list.Items.Select(Pruned)] },
        _ => node,
    };
}
