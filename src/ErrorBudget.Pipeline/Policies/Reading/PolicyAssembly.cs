using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>Puts what the files declare together to one policy and refuses what does not fit together.</summary>
internal static class PolicyAssembly
{
    private const int DefaultRetentionDays = 100;
    private const string DefaultPrometheusUrl = "http://localhost:9090";

    /// <summary>The policy; worth nothing if a draft has problems.</summary>
    /// <param name="drafts">What the files declare; at least one.</param>
    /// <param name="digest">Names their texts.</param>
    /// <param name="setting">Gives a setting's value; null if it is not set.</param>
    public static Policy Of(ImmutableArray<FileDraft> drafts, string digest, Func<string, string?> setting)
    {
        var sources = Sources(drafts);
        var objectives = Objectives(drafts);
        AddDefaultSource(sources, drafts, setting);
        if (drafts.All(draft => draft.Version.Length > 0)) RefuseUnknownSources(drafts, sources);
        return new Policy
        {
            Version = $"{drafts.Max(draft => draft.Version)}-{digest}",
            Shards = Once(drafts, "shards", draft => draft.Shards)?.Value ?? 1,
            RetentionDays = Retention(drafts, objectives),
            AuditRetentionDays = Once(drafts, "audit_retention_days", draft => draft.AuditRetentionDays)?.Value ?? Policy.DefaultAuditRetentionDays,
            Prometheus = sources.Where(source => source.Value is not null).ToImmutableDictionary(source => source.Key, source => source.Value!, StringComparer.Ordinal),
            Objectives = objectives,
        };
    }

    private static ImmutableArray<Objective> Objectives(ImmutableArray<FileDraft> drafts)
    {
        var places = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var objectives = new List<Objective>();
        foreach (var draft in drafts)
        {
            foreach (var service in draft.Services)
            {
                if (!places.TryAdd(service.Name, Place(draft, service.At)))
                    draft.Problems.Add(service.At, $"the service {service.At.Found} stands twice; it is already in {places[service.Name]} (names that differ only in case are the same)");
                objectives.AddRange(service.Objectives.Select(objective => objective.Objective));
            }
        }

        if (objectives.Count > PolicyReader.MaximumSlos)
            drafts[^1].Problems.Add(1, 1, FormattableString.Invariant($"the policy has {objectives.Count:N0} SLOs; at most {PolicyReader.MaximumSlos:N0} are allowed"));
        if (places.Count == 0 && !drafts.Any(draft => draft.Problems.Any))
            drafts[0].Problems.Add(1, 1, "the policy has no service");
        return [.. objectives.OrderBy(objective => objective.Slo.Id.Service, StringComparer.Ordinal).ThenBy(objective => objective.Slo.Id.Slo, StringComparer.Ordinal)];
    }

    private static Dictionary<string, PrometheusSettings?> Sources(ImmutableArray<FileDraft> drafts)
    {
        var places = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var sources = new Dictionary<string, PrometheusSettings?>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            foreach (var (name, settings) in draft.Sources)
            {
                if (places.TryAdd(name.Text, Place(draft, name))) sources.Add(name.Text, settings);
                else draft.Problems.Add(name, $"the source {name.Found} stands twice; it is already in {places[name.Text]} (names that differ only in case are the same)");
            }
        }

        return sources;
    }

    /// <summary>The server of the setting, if an SLI needs it and no file declares it.</summary>
    private static void AddDefaultSource(Dictionary<string, PrometheusSettings?> sources, ImmutableArray<FileDraft> drafts, Func<string, string?> setting)
    {
        if (sources.ContainsKey(PrometheusSettings.DefaultName)) return;
        var user = drafts.FirstOrDefault(draft => draft.Services.Any(service => service.Objectives.Any(objective => objective.Objective.Sli.Source == PrometheusSettings.DefaultName)));
        if (user is null) return;
        var text = setting(PolicyReader.PrometheusUrlSetting) is { Length: > 0 } value ? value : DefaultPrometheusUrl;
        var url = SourceReader.Url(text, problem => user.Problems.Add(1, 1, $"the setting {PolicyReader.PrometheusUrlSetting}, the server of SLIs without a source, {problem}"));
        sources.Add(PrometheusSettings.DefaultName, url is null ? null : new PrometheusSettings { Url = url });
    }

    private static void RefuseUnknownSources(ImmutableArray<FileDraft> drafts, Dictionary<string, PrometheusSettings?> sources)
    {
        foreach (var draft in drafts)
        {
            foreach (var (objective, at) in draft.Services.SelectMany(service => service.Objectives))
            {
                var name = objective.Sli.Source;
                if (sources.ContainsKey(name) || draft.Problems.IsFull) continue;
                var declared = sources.Count == 0 ? "none is declared" : $"declared are {string.Join(", ", sources.Keys.Order(StringComparer.Ordinal).Take(20))}";
                draft.Problems.Add(at, $"there is no source {at.Found}{Nearest.Question(Nearest.To(name, sources.Keys))}; {declared}");
            }
        }
    }

    private static int Retention(ImmutableArray<FileDraft> drafts, ImmutableArray<Objective> objectives)
    {
        var longest = objectives.IsEmpty ? null : objectives.MaxBy(objective => objective.Slo.Window.Days)!.Slo;
        var needed = (longest?.Window.Days ?? 0) + 1;
        if (Once(drafts, "retention_days", draft => draft.RetentionDays) is not { } declared) return Math.Max(DefaultRetentionDays, needed);
        if (declared.Value < needed)
            declared.Draft.Problems.Add(declared.At, FormattableString.Invariant($"\"retention_days\" {declared.Value} is too short: {longest!.Id} needs {needed}, its window ({longest.Window}) and a day"));
        return declared.Value;
    }

    /// <summary>A value that only one of the files may declare; null if none does.</summary>
    private static (int Value, YamlNode At, FileDraft Draft)? Once(ImmutableArray<FileDraft> drafts, string key, Func<FileDraft, (int Value, YamlNode At)?> declared)
    {
        (int Value, YamlNode At, FileDraft Draft)? first = null;
        foreach (var draft in drafts)
        {
            if (declared(draft) is not { } value) continue;
            if (first is { } earlier) draft.Problems.Add(value.At, $"\"{key}\" stands twice; it is already in {Place(earlier.Draft, earlier.At)}");
            else first = (value.Value, value.At, draft);
        }

        return first;
    }

    private static string Place(FileDraft draft, YamlNode at) => FormattableString.Invariant($"{draft.Problems.File}:{at.Line}");
}
