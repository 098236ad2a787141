using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>What a team declared: its services' objectives, where their events are counted and what follows from a spent budget.</summary>
public sealed record Policy
{
    /// <summary><see cref="AuditRetentionDays"/> if the policy does not say: a year and what it takes to look back on it.</summary>
    public const int DefaultAuditRetentionDays = 400;

    private readonly FrozenDictionary<string, ImmutableArray<Objective>> _byService = FrozenDictionary<string, ImmutableArray<Objective>>.Empty;

    /// <summary>The declared version and a digest of the text, for example <c>2.0-1f3a9c02</c>: names exactly what was in force.</summary>
    public required string Version { get; init; }

    /// <summary>How many shards the evaluation is split into, 1 to 16.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>How many days of counts are kept; at least the longest window and a day.</summary>
    public required int RetentionDays { get; init; }

    /// <summary>How many days audit rows and sign-offs are kept, 30 or more.</summary>
    public int AuditRetentionDays { get; init; } = DefaultAuditRetentionDays;

    /// <summary>The Prometheus servers by name; an SLI that names none uses <see cref="PrometheusSettings.DefaultName"/>.</summary>
    public required ImmutableDictionary<string, PrometheusSettings> Prometheus { get; init; }

    /// <summary>The settings of a source by its name; null if there is none of that name.</summary>
    public SourceSettings? SourceOf(string name) => Prometheus.GetValueOrDefault(name) ?? (SourceSettings?)AzureMonitor.GetValueOrDefault(name);

    /// <summary>Where Azure Monitor is asked, by name.</summary>
    public ImmutableDictionary<string, AzureMonitorSettings> AzureMonitor { get; init; } = ImmutableDictionary<string, AzureMonitorSettings>.Empty;

    /// <summary>Every channel that is named anywhere, by its address.</summary>
    public ImmutableDictionary<string, Channel> Channels { get; init; } = ImmutableDictionary<string, Channel>.Empty;

    /// <summary>The trackers by name.</summary>
    public ImmutableDictionary<string, Tracker> Trackers { get; init; } = ImmutableDictionary<string, Tracker>.Empty;

    /// <summary>The stores of feature flags by name.</summary>
    public ImmutableDictionary<string, FlagStore> FlagStores { get; init; } = ImmutableDictionary<string, FlagStore>.Empty;

    /// <summary>Who is told of what concerns no single SLO: a refused policy.</summary>
    public ImmutableArray<string> Operators { get; init; } = [];

    /// <summary>The app's own address as people reach it, which links in messages begin with; null for no links.</summary>
    public Uri? Site { get; init; }

    /// <summary>Every objective, ordered by service and name.</summary>
    public required ImmutableArray<Objective> Objectives
    {
        get;
        init
        {
            field = value;
            _byService = value.GroupBy(objective => objective.Slo.Id.Service)
                .ToFrozenDictionary(service => service.Key, service => service.ToImmutableArray(), StringComparer.Ordinal);
        }
    }

    /// <summary>The objectives of a service, or the one of them that is named. Names are compared as written.</summary>
    public ImmutableArray<Objective> Find(string service, string? slo = null) =>
        _byService.GetValueOrDefault(service, []) is var found && slo is null ? found : [.. found.Where(objective => objective.Slo.Id.Slo == slo)];

    /// <summary>The settings of every source that an objective's counts come from.</summary>
    public IEnumerable<SourceSettings> SourcesOf(Objective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return objective.Sli switch
        {
            JourneySli journey => journey.Members.SelectMany(member => SourcesOf(member.Objective)),
            PushedSli pushed => [pushed.Settings],
            var sli => SourceOf(sli.Source) is { } settings ? [settings] : [],
        };
    }

    /// <summary>The minute up to which an objective's source, or every source of a journey, has everything.</summary>
    /// <param name="objective">One of the objectives.</param>
    /// <param name="now">The time now, UTC.</param>
    public Minute Settled(Objective objective, DateTimeOffset now)
    {
        return Minute.Containing(now - TimeSpan.FromSeconds(SourcesOf(objective).Select(source => source.SettleSeconds).DefaultIfEmpty().Max()));
    }
}
