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

    /// <summary>Its sources with where they are named; the settings are null if they were refused.</summary>
    public List<(YamlScalar Name, PrometheusSettings? Settings)> Sources { get; } = [];

    /// <summary>Its services.</summary>
    public List<ServiceDraft> Services { get; } = [];
}
