using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>Reads data sources: Prometheus servers, with the keys of our own <c>sources</c> as connection details.</summary>
internal static class DataSourceReader
{
    /// <summary>The server's settings; null if they are refused.</summary>
    public static PrometheusSettings? Read(OpenSloDocument document)
    {
        if (document.Section(OpenSloSections.DataSource) is not { } spec) return null;
        if (!spec.Require("type") || !IndicatorReader.IsPrometheus(spec) || !spec.Require("connectionDetails")) return null;
        var details = spec.Node("connectionDetails")!;
        var merged = details is YamlList list ? Merged(document.File, list) : details;
        return document.File.Fields(merged, "connectionDetails", Sections.Source) is { } fields ? SourceReader.Prometheus(fields) : null;
    }

    /// <summary>The published examples write the details as a list of single keys.</summary>
    private static YamlMap Merged(FileReading file, YamlList list)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item is not YamlMap map) file.Problems.Add(item, $"\"connectionDetails\" must be keys and values, or a list of them, found {item.Found}");
            else foreach (var entry in map.Entries)
            {
                if (names.Add(entry.Key.Text)) entries.Add(entry);
                else file.Problems.Add(entry.Key, $"the key {entry.Key.Found} stands twice in \"connectionDetails\"");
            }
        }

        return new YamlMap(list.Line, list.Column, entries.ToImmutable());
    }
}
