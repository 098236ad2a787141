using System.Globalization;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>The section <c>feature_flag</c>, before it is known which SLO it is for.</summary>
/// <param name="Fields">Where it is declared.</param>
/// <param name="AutoRollback">Whether flags are switched off without a person.</param>
/// <param name="BurnThreshold">The burn rate from which they are; null if left out.</param>
internal sealed record FeatureFlagDraft(Fields Fields, bool AutoRollback, decimal? BurnThreshold)
{
    /// <summary>Reads the section.</summary>
    public static FeatureFlagDraft Read(Fields fields)
    {
        var threshold = fields.Number("burn_threshold", NumberRange.Any);
        if (threshold < 1) fields.Refuse("burn_threshold", FormattableString.Invariant($"\"burn_threshold\" {threshold} would switch flags off while the service is on budget; at least 1 is allowed"));
        return new FeatureFlagDraft(fields, fields.Flag("auto_rollback") ?? false, threshold);
    }

    /// <summary>The rules for an SLO; null, refused, if they could never apply there.</summary>
    public FeatureFlagRules? For(SloId id, Target target)
    {
        if (BurnThreshold is not { } threshold) return new FeatureFlagRules(AutoRollback, Math.Min(FeatureFlagRules.None.BurnThreshold, target.MaximumBurnRate));
        if (threshold * target.Budget <= 1) return new FeatureFlagRules(AutoRollback, threshold);
        Fields.Refuse("burn_threshold", string.Create(CultureInfo.InvariantCulture, $"\"burn_threshold\" {threshold:0.####} can never be reached: at the target of {id} ({target}) the burn rate is at most {target.MaximumBurnRate:0.##}"));
        return null;
    }
}
