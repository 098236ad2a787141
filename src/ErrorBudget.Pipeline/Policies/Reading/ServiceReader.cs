using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Reads one item of <c>policy.services</c>: a service with one SLO, or with several in <c>slos</c>.</summary>
internal static class ServiceReader
{
    private const int MaximumSlos = 1_000;

    /// <summary>The service; null if it has no usable name.</summary>
    public static ServiceDraft? Read(FileReading file, YamlNode item, Inherited defaults)
    {
        if (file.Fields(item, "services", Sections.Service) is not { } fields) return null;
        var name = fields.Require("name") ? Names.Read(file, fields.Node("name")!, "name") : null;
        var own = defaults.Overlay(fields);

        // A service without a usable name is read all the same: people want to see all that is wrong at once.
        var service = name ?? "?";
        var objectives = fields.Has("slos") ? Several(fields, service, own) : [ObjectiveReader.Read(fields, service, null, own)];
        return name is null ? null : new ServiceDraft(name, fields.Node("name")!, [.. objectives.OfType<ObjectiveDraft>()]);
    }

    private static List<ObjectiveDraft?> Several(Fields service, string name, Inherited inherited)
    {
        service.RefuseAny(["sli", "slo"], "belongs into each of \"slos\"; a service has either one SLO or a list of them");
        var drafts = new List<ObjectiveDraft?>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in service.List("slos", 1, MaximumSlos)?.Items ?? [])
        {
            if (service.File.Fields(item, "slos", Sections.Objective) is not { } fields) continue;
            var sloName = fields.Node("name") is { } node ? Names.Read(service.File, node, "name") : null;
            if (fields.Has("name") && sloName is null) continue;
            var draft = ObjectiveReader.Read(fields, name, sloName, inherited.Overlay(fields));
            drafts.Add(draft);
            if (draft is null || names.Add(draft.Objective.Slo.Id.Slo)) continue;
            var found = fields.Node("name")?.Found ?? $"\"{draft.Objective.Slo.Id.Slo}\"";
            service.File.Problems.Add(fields.Node("name") ?? fields.Start, $"the SLO {found} stands twice in this service; give each its own \"name\" (names that differ only in case are the same)");
        }

        return drafts;
    }
}
