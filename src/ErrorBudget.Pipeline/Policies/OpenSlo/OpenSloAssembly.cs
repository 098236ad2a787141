using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>Makes of the OpenSLO documents of all files what files of our own format declare: sources and services.</summary>
internal static class OpenSloAssembly
{
    /// <summary>Adds to each file's draft what its documents declare.</summary>
    public static void Complete(ImmutableArray<FileDraft> files)
    {
        if (files.All(file => file.OpenSlo.Count == 0)) return;
        foreach (var file in files) file.Sources.AddRange(Of(file, "DataSource").Select(document => (document.Name, (SourceSettings?)DataSourceReader.Read(document))));
        var sources = files.SelectMany(file => file.Sources).Select(source => source.Name.Text).ToHashSet(StringComparer.Ordinal);
        var areComplete = files.All(file => file.Version.Length > 0);

        var services = new References<Owned>("Service", null, files, document => document.Section(OpenSloSections.Service) is null ? null : new Owned(document.Owner()));
        var indicators = new References<QuerySli>("SLI", null, files, new IndicatorReader(name => !areComplete || sources.Contains(name)).Read);
        var alerts = new References<AlertPolicyDraft>("AlertPolicy", OpenSloSections.AlertPolicyReference, files, new AlertReader(files).Policy);
        var reader = new SloDocumentReader(indicators, alerts, service => services.Find(service)?.Owner);
        var names = new Dictionary<SloId, string>();
        foreach (var file in files)
        {
            foreach (var document in Of(file, "SLO"))
            {
                if (reader.Read(document) is not { } service) continue;
                file.Services.Add(service);
                foreach (var id in service.Objectives.Select(objective => objective.Objective.Slo.Id))
                {
                    var key = new SloId(id.Service, id.Slo.ToLowerInvariant());
                    if (!names.TryAdd(key, file.Place(document.Name)))
                        file.Problems.Add(document.Name, $"the SLO \"{id.Slo}\" of the service \"{id.Service}\" stands twice; it is already in {names[key]} (names that differ only in case are the same)");
                }
            }
        }
    }

    private static IEnumerable<OpenSloDocument> Of(FileDraft file, string kind) => file.OpenSlo.Where(document => document.Kind == kind);

    private sealed record Owned(string? Owner);
}
