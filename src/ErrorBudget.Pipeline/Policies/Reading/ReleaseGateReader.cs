using System.Collections.Immutable;

namespace ErrorBudget.Pipeline.Policies.Reading;

/// <summary>
/// Reads the section <c>release_gate</c>. <c>threshold_pct</c> is the border below which its <c>action</c> begins, and the
/// action is the most the gate does: with <c>sign-off</c> it never blocks.
/// </summary>
internal static class ReleaseGateReader
{
    private const int MaximumDays = 400;
    private const int LongestSignOff = 14 * Minute.PerDay;

    private static readonly (string, Zone)[] Actions = [("block", Zone.Freeze), ("sign-off", Zone.SignOff), ("monitor", Zone.Monitor), ("none", Zone.Standard)];

    private static readonly (string, OnUnknown)[] UnknownAnswers = [("block", OnUnknown.Block), ("sign-off", OnUnknown.SignOff), ("allow", OnUnknown.Allow)];

    private static readonly (string Name, ChangeKind Value)[] Exemptions = [("fix", ChangeKind.Fix), ("rollback", ChangeKind.Rollback), ("critical", ChangeKind.Critical)];

    /// <summary>The gate; what is refused has its default.</summary>
    public static ReleaseGateDraft Read(Fields fields)
    {
        var strictest = fields.Choice("action", Actions) ?? Zone.Freeze;
        var defaults = GateRules.Default;
        var rules = new GateRules
        {
            ApprovalOverride = fields.Flag("approval_override") ?? defaults.ApprovalOverride,
            SignOffMaxMinutes = fields.Whole("sign_off_max_minutes", 1, LongestSignOff) ?? defaults.SignOffMaxMinutes,
            OnUnknown = fields.Choice("on_unknown", UnknownAnswers) ?? (strictest <= Zone.Monitor ? OnUnknown.Allow : defaults.OnUnknown),
            StaleAfterMinutes = fields.Whole("stale_after_minutes", 1, Minute.PerDay) ?? defaults.StaleAfterMinutes,
            Exempt = Exempt(fields) ?? defaults.Exempt,
            DryRun = fields.Flag("dry_run") ?? defaults.DryRun,
        };
        return new ReleaseGateDraft(rules, Zones(fields, strictest));
    }

    private static ZoneThresholds Zones(Fields fields, Zone strictest)
    {
        var zones = fields.Section("zones", Sections.Zones);
        var standard = zones?.Number("standard_above_pct", NumberRange.Percent);
        var monitor = zones?.Number("monitor_from_pct", NumberRange.Percent);
        var signOff = zones?.Number("sign_off_from_pct", NumberRange.Percent);
        var days = zones?.Whole("freeze_after_days", 1, MaximumDays);

        if (fields.Number("threshold_pct", NumberRange.Percent) is { } threshold)
        {
            var (border, key) = strictest switch
            {
                Zone.SignOff => (monitor, "monitor_from_pct"),
                Zone.Monitor => (standard, "standard_above_pct"),
                _ => (signOff, "sign_off_from_pct"),
            };
            if (border is not null) fields.Refuse("threshold_pct", $"\"threshold_pct\" says the same as \"{key}\" in zones with this action; leave one out");
            if (strictest == Zone.SignOff) monitor = threshold;
            else if (strictest == Zone.Monitor) standard = threshold;
            else signOff = threshold;
        }

        var ordered = Order(standard, monitor, signOff);
        if (ordered.SignOffFromPct > ordered.MonitorFromPct || ordered.MonitorFromPct > ordered.StandardAbovePct)
        {
            fields.Refuse(zones is null ? "threshold_pct" : "zones", FormattableString.Invariant(
                $"zones must not overlap: sign_off_from_pct ({ordered.SignOffFromPct}) must be at most monitor_from_pct ({ordered.MonitorFromPct}), and that at most standard_above_pct ({ordered.StandardAbovePct})"));
        }

        return ordered with { FreezeAfterDays = days ?? ordered.FreezeAfterDays, Strictest = strictest };
    }

    /// <summary>Borders that are left out keep their defaults as far as those that are given allow.</summary>
    private static ZoneThresholds Order(decimal? standard, decimal? monitor, decimal? signOff)
    {
        var defaults = ZoneThresholds.Default;
        var highest = standard ?? 100;
        var lower = signOff ?? Math.Min(defaults.SignOffFromPct, monitor ?? highest);
        var middle = monitor ?? Math.Max(lower, Math.Min(defaults.MonitorFromPct, highest));
        var upper = standard ?? Math.Max(defaults.StandardAbovePct, middle);
        return new ZoneThresholds { StandardAbovePct = upper, MonitorFromPct = middle, SignOffFromPct = lower };
    }

    private static ImmutableHashSet<ChangeKind>? Exempt(Fields fields)
    {
        if (TextList.Read(fields, "exempt_changes", Exemptions.Length, mayBeEmpty: true) is not { } items) return null;
        return [.. items.Select(item => fields.File.Scalars.Choice(item.Node, "exempt_changes", Exemptions)).OfType<ChangeKind>()];
    }
}
