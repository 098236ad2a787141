using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>Reads alert policies with their conditions and targets, as burn-rate rules and channels.</summary>
/// <param name="files">The files.</param>
internal sealed class AlertReader(ImmutableArray<FileDraft> files)
{
    private const int LongestWindow = SloWindow.MaximumDays * Minute.PerDay;
    private const int MaximumTargets = 20;

    private static readonly (string, bool)[] ConditionKinds = [("burnrate", true)];
    private static readonly (string, bool)[] Operators = [("gte", true), ("gt", true), ("lte", false), ("lt", false)];

    private static readonly (string, BurnSeverity)[] Severities =
    [
        ("fast", BurnSeverity.Fast), ("page", BurnSeverity.Fast), ("sev1", BurnSeverity.Fast), ("slow", BurnSeverity.Slow), ("ticket", BurnSeverity.Slow), ("warning", BurnSeverity.Slow),
        ("critical", BurnSeverity.Critical),
    ];

    private readonly References<RuleDraft> _conditions = new("AlertCondition", OpenSloSections.ConditionReference, files, Condition);
    private readonly References<string> _targets = new("AlertNotificationTarget", OpenSloSections.TargetReference, files, Target);

    /// <summary>The alert policy; null if it is refused.</summary>
    public AlertPolicyDraft? Policy(OpenSloDocument document)
    {
        if (document.Section(OpenSloSections.AlertPolicy) is not { } spec) return null;
        var (resolved, noData) = (spec.Flag("alertWhenResolved") ?? false, spec.Flag("alertWhenNoData") ?? false);
        if (spec.Require("alertWhenBreaching") && spec.Flag("alertWhenBreaching") == false)
            spec.Refuse("alertWhenBreaching", "\"alertWhenBreaching\" must be true: a rule that fires is always told");
        var condition = spec.Require("conditions") ? spec.List("conditions", 1, 1)?.Items[0] : null;
        var rule = condition is null ? null : _conditions.Item(document.File, condition, "conditions");
        var channels = (spec.List("notificationTargets", 0, MaximumTargets)?.Items ?? []).Select(item => _targets.Item(document.File, item, "notificationTargets")).ToList();
        return rule is null || channels.Contains(null) ? null : new AlertPolicyDraft(rule, [.. channels.OfType<string>().Distinct()], resolved, noData);
    }

    private static RuleDraft? Condition(OpenSloDocument document)
    {
        if (document.Section(OpenSloSections.AlertCondition) is not { } spec) return null;
        var severity = spec.Require("severity") ? spec.Choice("severity", Severities) : null;
        if (!spec.Require("condition") || spec.Section("condition", OpenSloSections.Condition) is not { } fields) return null;
        var isBurnRate = !fields.Has("kind") || fields.Choice("kind", ConditionKinds) is not null;
        var fires = fields.Require("op") ? fields.Choice("op", Operators) : null;
        if (fires == false) fields.Refuse("op", "\"op\" must be gte or gt: an alert while little is spent cannot be represented");
        var threshold = fields.Require("threshold") ? fields.Number("threshold", NumberRange.Any) : null;
        if (threshold < 1) fields.Refuse("threshold", FormattableString.Invariant($"\"threshold\" {threshold} would fire while the service is on budget: a burn rate of 1 just spends it; at least 1 is allowed"));
        var window = fields.Require("lookbackWindow") ? Window(fields, "lookbackWindow", 1) : null;
        var confirm = fields.Has("alertAfter") ? Window(fields, "alertAfter", 0) : 0;
        if (confirm >= window) fields.Refuse("alertAfter", "\"alertAfter\" must be shorter than \"lookbackWindow\": the burn is looked at over both");
        if (severity is null || !isBurnRate || fires != true || threshold is null or < 1 || window is null || confirm is null || confirm >= window) return null;
        return new RuleDraft
        {
            Fields = fields,
            MultiplierKey = "threshold",
            WindowKey = "lookbackWindow",
            ConfirmKey = "alertAfter",
            Name = document.Name.Text,
            Severity = severity.Value,
            WindowMinutes = window.Value,
            Multiplier = threshold.Value,
            Confirm = new ConfirmWindow(IsDeclared: true, confirm == 0 ? null : confirm),
        };
    }

    private static int? Window(Fields fields, string key, int minimum)
    {
        if (Duration.Read(fields, key) is not { } duration) return null;
        if (duration.Minutes is { } minutes && minutes >= minimum && minutes <= LongestWindow) return minutes;
        fields.Refuse(key, FormattableString.Invariant($"\"{key}\" must be from {minimum}m to {SloWindow.MaximumDays}d, in minutes, hours, days or weeks, found {fields.Node(key)!.Found}"));
        return null;
    }

    /// <summary>A target is one of our channels if it is the address of one; the name of a kind of channel alone says nothing of where it is.</summary>
    private static string? Target(OpenSloDocument document)
    {
        if (document.Section(OpenSloSections.NotificationTarget) is not { } spec) return null;
        if (!spec.Require("target") || spec.AnyText("target") is not { } target) return null;
        if (target.Contains(':', StringComparison.Ordinal)) return ChannelAddresses.Check(document.File.Problems, spec.Node("target")!, target) ? target : null;
        spec.Refuse("target", $"\"target\" {spec.Node("target")!.Found} cannot be represented: it says nothing of where; write the address of a channel, such as slack:#reliability or pagerduty:shop");
        return null;
    }
}
