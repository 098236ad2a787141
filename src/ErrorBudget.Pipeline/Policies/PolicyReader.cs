using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.OpenSlo;
using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies;

/// <summary>
/// Reads policy files: both published formats, what was added to the second, and OpenSLO v1. Pure: no file, network or clock. What is
/// wrong is refused whole, and everything that is wrong is reported at once. The formats are described in docs/policy.md and docs/openslo.md.
/// </summary>
public static class PolicyReader
{
    /// <summary>How many characters a file may have.</summary>
    public const int MaximumCharacters = 16_000_000;

    /// <summary>How many SLOs a policy may have.</summary>
    public const int MaximumSlos = 20_000;

    /// <summary>The most shards.</summary>
    public const int MaximumShards = Storage.Slot.Count;

    /// <summary>The most days counts can be kept.</summary>
    public const int MaximumRetentionDays = 1_000;

    /// <summary>The fewest days audit rows and sign-offs can be kept: longer than any sign-off lasts.</summary>
    public const int MinimumAuditRetentionDays = 30;

    /// <summary>The most days audit rows and sign-offs can be kept.</summary>
    public const int MaximumAuditRetentionDays = 3_660;

    /// <summary>The setting with the address of the server that is used when an SLI names no source.</summary>
    public const string PrometheusUrlSetting = "PROMETHEUS_URL";

    /// <summary>Reads files as one policy.</summary>
    /// <param name="files">The files; services and sources of all of them are put together.</param>
    /// <param name="setting">Gives a setting's value by name; null if it is not set.</param>
    /// <returns>The policy, or everything that is wrong.</returns>
    public static PolicyReading Read(IReadOnlyList<PolicyFile> files, Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(setting);
        if (files.Count == 0) return new PolicyReading(null, [new PolicyProblem("policy", 1, 1, "there is no policy file")]);

        var patterns = new PatternCheck();
        var drafts = files.Select(file => FileReader.Read(file, setting, patterns)).ToImmutableArray();
        OpenSloAssembly.Complete(drafts);
        var policy = PolicyAssembly.Of(drafts, PolicyDigest.Of(string.Join("\n---\n", files.Select(file => file.Text))), setting);
        var problems = drafts.SelectMany(draft => draft.Problems.InOrder()).ToImmutableArray();
        return new PolicyReading(problems.IsEmpty ? policy : null, problems);
    }
}
