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
        var sources = new Declarations<SourceSettings>("source", drafts, draft => draft.Sources);
        var trackers = new Declarations<Tracker>("tracker", drafts, draft => draft.Trackers);
        var stores = new Declarations<FlagStore>("flag store", drafts, draft => draft.FlagStores);
        var consequences = new Consequences(trackers, stores);
        var isComplete = drafts.All(draft => draft.Version.Length > 0);
        var objectives = DeclaredAdjustments.LayOver(Objectives(drafts, consequences), drafts, isComplete);
        var operators = Once(drafts, "operators", draft => draft.Operators)?.Value ?? [];
        AddDefaultSource(sources, drafts, setting);

        // What a file that could not be read declares is not known.
        if (isComplete) RefuseUnknown(drafts, sources, consequences);
        var policy = new Policy
        {
            Version = $"{drafts.Max(draft => draft.Version)}-{digest}",
            Shards = Once(drafts, "shards", draft => draft.Shards)?.Value ?? 1,
            RetentionDays = Retention(drafts, objectives),
            AuditRetentionDays = Once(drafts, "audit_retention_days", draft => draft.AuditRetentionDays)?.Value ?? Policy.DefaultAuditRetentionDays,
            Prometheus = OfKind<PrometheusSettings>(sources),
            AzureMonitor = OfKind<AzureMonitorSettings>(sources),
            Channels = Channels(drafts, objectives, operators, setting),
            Trackers = trackers.ToImmutable(),
            FlagStores = stores.ToImmutable(),
            Operators = operators,
            Site = Once(drafts, "site", draft => draft.Site)?.Value ?? Site.OfSettings(setting, problem => drafts[0].Problems.Add(1, 1, problem)),
            Objectives = objectives,
        };
        RefuseAlwaysStale(drafts, policy);
        return policy;
    }

    private static ImmutableArray<Objective> Objectives(ImmutableArray<FileDraft> drafts, Consequences consequences)
    {
        var places = new Dictionary<string, (ServiceDraft Service, string Place)>(StringComparer.OrdinalIgnoreCase);
        var objectives = new List<Objective>();
        foreach (var draft in drafts)
        {
            foreach (var service in draft.Services)
            {
                if (!places.TryAdd(service.Name, (service, draft.Place(service.At))) && !places[service.Name].Service.Admits(service))
                    draft.Problems.Add(service.At, $"the service {service.At.Found} stands twice; it is already in {places[service.Name].Place} (names that differ only in case are the same)");
                objectives.AddRange(service.Objectives.Select(consequences.Complete));
            }
        }

        if (objectives.Count > PolicyReader.MaximumSlos)
            drafts[^1].Problems.Add(1, 1, FormattableString.Invariant($"the policy has {objectives.Count:N0} SLOs; at most {PolicyReader.MaximumSlos:N0} are allowed"));
        if (places.Count == 0 && !drafts.Any(draft => draft.Problems.Any))
            drafts[0].Problems.Add(1, 1, "the policy has no service");
        return [.. Journeys.Complete(drafts, objectives).OrderBy(objective => objective.Slo.Id.Service, StringComparer.Ordinal).ThenBy(objective => objective.Slo.Id.Slo, StringComparer.Ordinal)];
    }

    /// <summary>Every channel that is declared, and those that are only named.</summary>
    private static ImmutableDictionary<string, Channel> Channels(
        ImmutableArray<FileDraft> drafts, ImmutableArray<Objective> objectives, ImmutableArray<string> operators, Func<string, string?> setting)
    {
        var channels = new Declarations<Channel>("channel", drafts, draft => draft.Channels);
        var told = objectives.Select(objective => objective.Notification).Distinct()
            .SelectMany(rules => rules.Channels.Concat(rules.Escalation.SelectMany(step => step.Channels)));
        foreach (var address in told.Concat(operators).Distinct(StringComparer.Ordinal).Where(address => !channels.Has(address)))
            channels.Add(address, UndeclaredChannel.Of(address, setting));
        return channels.ToImmutable();
    }

    /// <summary>The server of the setting, if an SLI needs it and no file declares it.</summary>
    private static void AddDefaultSource(Declarations<SourceSettings> sources, ImmutableArray<FileDraft> drafts, Func<string, string?> setting)
    {
        if (sources.Has(PrometheusSettings.DefaultName)) return;
        var user = drafts.FirstOrDefault(draft => draft.Services.Any(service => service.Objectives.Any(objective => objective.Objective.Sli.Sources.Contains(PrometheusSettings.DefaultName))));
        if (user is null) return;
        var text = setting(PolicyReader.PrometheusUrlSetting) is { Length: > 0 } value ? value : DefaultPrometheusUrl;
        var url = SourceReader.Url(text, problem => user.Problems.Add(1, 1, $"the setting {PolicyReader.PrometheusUrlSetting}, the server of SLIs without a source, {problem}"));
        sources.Add(PrometheusSettings.DefaultName, url is null ? null : new PrometheusSettings { Url = url, AzureManaged = IsAzureManaged(url) });
    }

    /// <summary>A setting has no place to say so, but an Azure Monitor workspace is known by its host, and answers nobody without a token.</summary>
    private static bool IsAzureManaged(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps && url.Host.EndsWith(".prometheus.monitor.azure.com", StringComparison.OrdinalIgnoreCase);

    private static void RefuseUnknown(ImmutableArray<FileDraft> drafts, Declarations<SourceSettings> sources, Consequences consequences)
    {
        foreach (var draft in drafts)
        {
            foreach (var objective in draft.Services.SelectMany(service => service.Objectives))
            {
                foreach (var source in objective.Objective.Sli.Sources) sources.RefuseUnknown(draft.Problems, objective.SourceAt, source);
                if (sources.Find(objective.Objective.Sli.Source) is { } found && Misfit(objective.Objective.Sli, found) is { } problem)
                    draft.Problems.Add(objective.SourceAt, $"the source \"{objective.Objective.Sli.Source}\" {problem}");
            }

            consequences.RefuseUnknown(draft);
        }
    }

    /// <summary>Data are never newer than their source has them settled: a gate that takes them for too old even then is never open.</summary>
    private static void RefuseAlwaysStale(ImmutableArray<FileDraft> drafts, Policy policy)
    {
        foreach (var draft in drafts)
        {
            foreach (var (id, at) in draft.Services.SelectMany(service => service.Objectives).Select(objective => (objective.Objective.Slo.Id, objective.SourceAt)))
            {
                if (policy.Find(id.Service, id.Slo).FirstOrDefault() is not { } objective) continue;
                var (settle, limit) = (policy.SourcesOf(objective).Select(source => source.SettleSeconds).DefaultIfEmpty().Max(), objective.Gate.StaleAfterMinutes);
                if (settle >= limit * 60)
                    draft.Problems.Add(at, FormattableString.Invariant($"counts of {id} are read when they are {settle} seconds old (settle_seconds), but its gate takes what is older than {limit} min for unknown (stale_after_minutes): it would never open; let stale_after_minutes be {(settle / 60) + 3} or more"));
            }
        }
    }

    /// <summary>Why a source cannot count by an SLI; null if it can.</summary>
    private static string? Misfit(Sli sli, SourceSettings source) => (sli, source) switch
    {
        (MetricSli or QuerySli, PrometheusSettings) => null,
        (MetricSli or QuerySli, _) => "is no Prometheus server; it counts by \"app_requests\", \"kql\" or \"azure_metrics\"",
        (_, PrometheusSettings) => "is a Prometheus server; the SLI needs one of the type azure-monitor",
        (AppRequestsSli or KqlSli, AzureMonitorSettings { LogsPath: null }) => "needs \"workspace_id\" or \"resource_id\" to count by logs",
        (PlatformMetricsSli { ResourceId: null }, AzureMonitorSettings { ResourceId: null }) => "has no \"resource_id\"; the SLI needs its own",
        _ => null,
    };

    private static ImmutableDictionary<string, T> OfKind<T>(Declarations<SourceSettings> sources)
        where T : SourceSettings => sources.ToImmutable().Where(source => source.Value is T).ToImmutableDictionary(source => source.Key, source => (T)source.Value, StringComparer.Ordinal);

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
    private static (T Value, YamlNode At, FileDraft Draft)? Once<T>(ImmutableArray<FileDraft> drafts, string key, Func<FileDraft, (T Value, YamlNode At)?> declared)
    {
        (T Value, YamlNode At, FileDraft Draft)? first = null;
        foreach (var draft in drafts)
        {
            if (declared(draft) is not { } value) continue;
            if (first is { } earlier) draft.Problems.Add(value.At, $"\"{key}\" stands twice; it is already in {earlier.Draft.Place(earlier.At)}");
            else first = (value.Value, value.At, draft);
        }

        return first;
    }
}
