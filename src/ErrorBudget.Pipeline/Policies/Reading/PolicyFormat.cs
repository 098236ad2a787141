using System.Globalization;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The published format <c>policy</c>, version 2.0, and what was added to it.</summary>
internal static partial class PolicyFormat
{
    private const string Version = "2.0";
    private const int MaximumSources = 100;
    private const int MaximumChannels = 1_000;

    /// <summary>Reads the file into its draft.</summary>
    public static void Read(Fields root, FileDraft draft)
    {
        draft.Version = Version;
        if (root.Section("policy", Sections.Policy) is not { } policy) return;
        CheckVersion(policy);
        CheckInterval(policy);
        draft.Shards = Placed(policy, "shards", 1, PolicyReader.MaximumShards);
        draft.RetentionDays = Placed(policy, "retention_days", 2, PolicyReader.MaximumRetentionDays);
        draft.AuditRetentionDays = Placed(policy, "audit_retention_days", PolicyReader.MinimumAuditRetentionDays, PolicyReader.MaximumAuditRetentionDays);
        ReadDeclarations(policy, draft);
        if (AddressReader.Base(policy, "site") is { } site) draft.Site = (site, policy.Node("site")!);
        if (policy.Has("operators")) draft.Operators = (ChannelAddresses.Read(policy, "operators", mayBeEmpty: true), policy.Node("operators")!);
        draft.Adjustments.AddRange(AdjustmentDraft.Read(policy));
        var defaults = Inherited.Defaults(policy);
        foreach (var item in policy.List("services", 1, PolicyReader.MaximumSlos)?.Items ?? [])
        {
            if (ServiceReader.Read(policy.File, item, defaults) is { } service) draft.Services.Add(service);
        }
    }

    private static (int Value, YamlNode At)? Placed(Fields policy, string key, int minimum, int maximum) =>
        policy.Whole(key, minimum, maximum) is { } value ? (value, policy.Node(key)!) : null;

    private static void CheckVersion(Fields policy)
    {
        if (policy.Require("version") && policy.AnyText("version") is { } version && version is not (Version or "2"))
            policy.Refuse("version", $"\"version\" must be \"{Version}\", found {policy.Node("version")!.Found}");
    }

    /// <summary>The ledger counts by the minute, so the published 60 s is what there is; another pace would be ignored silently.</summary>
    private static void CheckInterval(Fields policy)
    {
        const string key = "evaluation_interval";
        if (policy.AnyText(key) is not { } text) return;
        if (Interval().Match(text) is { Success: true } match
            && int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * (match.Groups["unit"].Value == "m" ? 60 : 1) == 60)
            return;
        policy.Refuse(key, $"\"{key}\" must be 60s (or 1m), found {policy.Node(key)!.Found}: events are counted by the minute; how often the evaluation runs is the setting EVALUATION_SCHEDULE");
    }

    private static void ReadDeclarations(Fields policy, FileDraft draft)
    {
        var file = policy.File;
        draft.Sources = NamedEntries.Read(
            policy, "sources", "the names of sources, each with how it is reached", MaximumSources, Named("source"),
            (name, value) => SourceReader.Read(file, name, value));
        draft.Channels = NamedEntries.Read(
            policy, "channels", "the addresses of channels, each with how it is reached", MaximumChannels, name => ChannelAddresses.Check(file.Problems, name, name.Text),
            (name, value) => ChannelReader.Read(file, name, value));
        draft.Trackers = NamedEntries.Read(
            policy, "trackers", "the names of trackers, each with a type", MaximumSources, Named("tracker"),
            (name, value) => TrackerReader.Read(file, name, value));
        draft.FlagStores = NamedEntries.Read(
            policy, "flag_stores", "the names of stores of feature flags, each with a type", MaximumSources, Named("flag store"),
            (name, value) => FlagStoreReader.Read(file, name, value));

        Func<YamlScalar, bool> Named(string kind) => name => Names.Check(file, name, $"the {kind}'s name", name.Text);
    }

    [GeneratedRegex(@"\A(?<number>\d{1,6})(?<unit>s|m)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Interval();
}
