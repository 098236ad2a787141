using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.OpenSlo;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>What one file declares, before the files are put together.</summary>
/// <param name="problems">What was refused in it.</param>
internal sealed class FileDraft(FileProblems problems)
{
    /// <summary>What was refused in it.</summary>
    public FileProblems Problems => problems;

    /// <summary>The version of its format; empty until it is known.</summary>
    public string Version { get; set; } = "";

    /// <summary>The number of shards and where it stands; null if left out.</summary>
    public (int Value, YamlNode At)? Shards { get; set; }

    /// <summary>The days of counts that are kept and where they stand; null if left out.</summary>
    public (int Value, YamlNode At)? RetentionDays { get; set; }

    /// <summary>The days that audit rows and sign-offs are kept and where they stand; null if left out.</summary>
    public (int Value, YamlNode At)? AuditRetentionDays { get; set; }

    /// <summary>The app's own address and where it stands; null if left out.</summary>
    public (Uri Value, YamlNode At)? Site { get; set; }

    /// <summary>Who is told when a policy is refused and where that stands; null if left out.</summary>
    public (ImmutableArray<string> Value, YamlNode At)? Operators { get; set; }

    /// <summary>Its sources with where they are named; the settings are null if they were refused.</summary>
    public List<(YamlScalar Name, SourceSettings? Settings)> Sources { get; set; } = [];

    /// <summary>Its channels with where they are named; a channel is null if it was refused.</summary>
    public List<(YamlScalar Name, Channel? Channel)> Channels { get; set; } = [];

    /// <summary>Its trackers with where they are named; a tracker is null if it was refused.</summary>
    public List<(YamlScalar Name, Tracker? Tracker)> Trackers { get; set; } = [];

    /// <summary>Its stores of feature flags with where they are named; a store is null if it was refused.</summary>
    public List<(YamlScalar Name, FlagStore? Store)> FlagStores { get; set; } = [];

    /// <summary>Its OpenSLO documents, which refer to each other and to those of other files.</summary>
    public List<OpenSloDocument> OpenSlo { get; } = [];

    /// <summary>Its adjustments.</summary>
    public List<AdjustmentDraft> Adjustments { get; } = [];

    /// <summary>Its services.</summary>
    public List<ServiceDraft> Services { get; } = [];

    /// <summary><c>file:line</c> of a node, for messages.</summary>
    public string Place(YamlNode at) => FormattableString.Invariant($"{problems.File}:{at.Line}");
}
