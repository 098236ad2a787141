using System.Collections.Immutable;
using System.Globalization;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The section <c>feature_flag</c>, before it is known which SLO it is for and which stores there are.</summary>
/// <param name="Fields">Where it is declared.</param>
/// <param name="AutoRollback">Whether flags are switched off without a person.</param>
/// <param name="BurnThreshold">The burn rate from which they are; null if left out.</param>
/// <param name="Flags">The flags' ids.</param>
/// <param name="Store">Where they are; null if left out.</param>
/// <param name="Restore">Whether they are switched on again.</param>
internal sealed record FeatureFlagDraft(Fields Fields, bool AutoRollback, decimal? BurnThreshold, ImmutableArray<string> Flags, string? Store, bool Restore)
{
    private const int MaximumFlags = 50;
    private const int LongestId = 100;

    /// <summary>What Azure App Configuration does not allow in the id of a flag.</summary>
    private const string Forbidden = ":%";

    private static readonly (string, bool)[] Restorations = [("never", false), ("on_recovery", true)];

    /// <summary>Reads the section.</summary>
    public static FeatureFlagDraft Read(Fields fields)
    {
        var threshold = fields.Number("burn_threshold", NumberRange.Any);
        if (threshold < 1) fields.Refuse("burn_threshold", FormattableString.Invariant($"\"burn_threshold\" {threshold} would switch flags off while the service is on budget; at least 1 is allowed"));
        if (!fields.Has("flags")) fields.RefuseAny(["store", "restore"], "needs \"flags\", the ids of the flags that are switched");
        return new FeatureFlagDraft(
            fields, fields.Flag("auto_rollback") ?? false, threshold, ReadFlags(fields), fields.Text("store"), fields.Choice("restore", Restorations) ?? false);
    }

    /// <summary>The rules for an SLO; null, refused, if they could never apply there.</summary>
    public FeatureFlagRules? For(SloId id, Target target)
    {
        if (BurnThreshold is not { } threshold) return Rules(Math.Min(FeatureFlagRules.None.BurnThreshold, target.MaximumBurnRate));
        if (threshold * target.Budget <= 1) return Rules(threshold);
        Fields.Refuse("burn_threshold", string.Create(CultureInfo.InvariantCulture, $"\"burn_threshold\" {threshold:0.####} can never be reached: at the target of {id} ({target}) the burn rate is at most {target.MaximumBurnRate:0.##}"));
        return null;
    }

    private static ImmutableArray<string> ReadFlags(Fields fields)
    {
        var flags = TextList.Read(fields, "flags", MaximumFlags) ?? [];
        foreach (var (node, id) in flags)
        {
            var problem = id.Length > LongestId
                ? FormattableString.Invariant($"has {id.Length} characters; at most {LongestId} are allowed")
                : PlainText.Problem(id, Forbidden);
            if (problem is not null) fields.File.Problems.Add(node, $"the flag {node.Found} {problem}");
        }

        return flags.Select(flag => flag.Text).ToImmutableArray();
    }

    private FeatureFlagRules Rules(decimal threshold) => new(AutoRollback, threshold) { Flags = Flags, Store = Store, Restore = Restore };
}
