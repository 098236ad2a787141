using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Policies.Reading;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>Reads SLOs: one of ours for each of their objectives.</summary>
/// <param name="indicators">The SLIs.</param>
/// <param name="alerts">The alert policies.</param>
/// <param name="owner">Who answers for a service, as far as a document of it says; null if it does not.</param>
internal sealed partial class SloDocumentReader(References<QuerySli> indicators, References<AlertPolicyDraft> alerts, Func<string, string?> owner)
{
    private const int MaximumObjectives = 100;
    private const int MaximumAlertPolicies = 20;

    private static readonly (string, BudgetingMethod)[] Methods =
        [("Occurrences", BudgetingMethod.Occurrences), ("Timeslices", BudgetingMethod.Timeslices), ("RatioTimeslices", BudgetingMethod.RatioTimeslices)];

    private enum BudgetingMethod
    {
        Occurrences,
        Timeslices,
        RatioTimeslices,
    }

    /// <summary>The service with the SLOs of a document; null if it is refused.</summary>
    public ServiceDraft? Read(OpenSloDocument document)
    {
        if (document.Section(OpenSloSections.Slo) is not { } spec) return null;
        var service = spec.Require("service") ? Names.Read(document.File, spec.Node("service")!, "service") : null;
        var sli = Indicator(spec);
        var window = TimeWindowReader.Read(spec);
        var method = spec.Require("budgetingMethod") ? spec.Choice("budgetingMethod", Methods) : null;
        if (method == BudgetingMethod.RatioTimeslices)
            spec.Refuse("budgetingMethod", "\"budgetingMethod\" RatioTimeslices cannot be represented: it averages ratios, and budgets here are sums of events; use Occurrences or Timeslices");
        var objectives = Objectives(document, spec, method, sli is not null);
        var own = Alerts(spec) with { Owner = document.Owner() ?? (service is null ? null : owner(service)) ?? "" };
        if (service is null) return null;
        var drafts = sli is null || window is null || method is null or BudgetingMethod.RatioTimeslices
            ? []
            : objectives.Select(objective => Draft(new SloId(service, objective.Name), sli, new SloTerms(objective.Target, window, objective.Slices, SloTerms.DefaultUnknownAfterMinutes, LowTrafficGuards.Default), own, spec));
        return new ServiceDraft(service, spec.Node("service")!, [.. drafts]) { IsShared = true };
    }

    private static ObjectiveDraft Draft(SloId id, QuerySli sli, SloTerms terms, Inherited own, Fields spec) =>
        new(ObjectiveReader.Assemble(id, sli, terms, own), spec.Start, own.Enforcement);

    private QuerySli? Indicator(Fields spec)
    {
        if (spec.Has("indicator") && spec.Has("indicatorRef")) spec.Refuse("indicatorRef", "\"indicator\" and \"indicatorRef\" exclude each other; leave one out");
        if (spec.Node("indicator") is { } inline) return indicators.Inline(spec.File, inline, "indicator");
        if (spec.Node("indicatorRef") is { } name) return indicators.Named(spec.File, name, "indicatorRef");
        spec.File.Problems.Add(spec.Start, "the spec of an SLO needs the key \"indicator\" or \"indicatorRef\"");
        return null;
    }

    private static List<(string Name, Target Target, SliceRule? Slices)> Objectives(OpenSloDocument document, Fields spec, BudgetingMethod? method, bool isRatio)
    {
        var items = spec.Require("objectives") ? spec.List("objectives", 1, MaximumObjectives)?.Items ?? [] : [];
        var objectives = new List<(string, Target, SliceRule?)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
        {
            if (document.File.Fields(item, "objectives", OpenSloSections.Objective) is not { } fields) continue;
            fields.RefuseAny(["indicator", "indicatorRef", "compositeWeight"], "makes a composite SLO, which cannot be represented: declare its parts as SLOs and a journey over them");
            if (isRatio) RefuseThreshold(fields);
            var target = Target(fields);
            var slices = Slices(fields, method);
            if (target is null || (method == BudgetingMethod.Timeslices && slices is null)) continue;
            var name = items.Length == 1 ? document.Name.Text : NameOf(document.Name.Text, fields, target.Value);
            if (!Names.IsName(name) || !names.Add(name)) fields.Refuse("displayName", $"the name of the SLO becomes \"{Excerpt.Of(name)}\", which {(Names.IsName(name) ? "another objective has, too" : $"must be {Names.Allowed}")}; give each objective a \"displayName\" of its own");
            else objectives.Add((name, target.Value, slices));
        }

        return objectives;
    }

    /// <summary>The SLO's name and the objective's, or its target in percent: names must stay the same when objectives are put in another order.</summary>
    private static string NameOf(string slo, Fields objective, Target target)
    {
        var own = objective.AnyText("displayName") is { } text ? NoName().Replace(text.ToLowerInvariant(), "-").Trim('-') : "";
        return $"{slo}-{(own.Length > 0 ? own : (target.Fraction * 100).ToString("0.############", CultureInfo.InvariantCulture))}";
    }

    /// <summary>Keys of threshold metrics. The published examples have an <c>op</c> of ratios, too, which says nothing as long as more is better.</summary>
    private static void RefuseThreshold(Fields fields)
    {
        fields.RefuseAny(["value"], "is for a thresholdMetric; a ratio is compared with the target");
        if (fields.Has("op") && fields.Choice("op", [("gt", true), ("gte", true), ("lt", false), ("lte", false)]) == false)
            fields.Refuse("op", "\"op\" of a ratio must be gt or gte (or left out): it is good when it is above the target");
    }

    private static Target? Target(Fields fields)
    {
        if (fields.Has("targetPercent"))
        {
            fields.RefuseAny(["target"], "and \"targetPercent\" exclude each other; leave one out");
            return fields.Number("targetPercent", new NumberRange(0, 100, ExcludesMinimum: true, ExcludesMaximum: true)) is { } percent ? new Target(percent / 100) : null;
        }

        return TargetReader.Read(fields);
    }

    private static SliceRule? Slices(Fields fields, BudgetingMethod? method)
    {
        if (method != BudgetingMethod.Timeslices)
        {
            if (method == BudgetingMethod.Occurrences) fields.RefuseAny(["timeSliceTarget", "timeSliceWindow"], "needs \"budgetingMethod: Timeslices\"");
            return null;
        }

        var target = fields.Require("timeSliceTarget") ? fields.Number("timeSliceTarget", NumberRange.Probability, hint: TargetReader.Fraction) : null;
        var length = fields.Require("timeSliceWindow") ? Duration.Read(fields, "timeSliceWindow", mayBeMinutes: true)?.Minutes ?? 0 : (int?)null;
        if (length is { } minutes && (minutes == 0 || Minute.PerHour % minutes != 0))
        {
            fields.Refuse("timeSliceWindow", $"\"timeSliceWindow\" must divide an hour (1m, 2m, 3m, 4m, 5m, 6m, 10m, 12m, 15m, 20m, 30m or 1h), found {fields.Node("timeSliceWindow")!.Found}");
            return null;
        }

        return target is null || length is null ? null : new SliceRule(length.Value, target.Value);
    }

    private Inherited Alerts(Fields spec)
    {
        if (spec.List("alertPolicies", 0, MaximumAlertPolicies) is not { Items.IsEmpty: false } list) return Inherited.Nothing;
        var policies = new List<AlertPolicyDraft>();
        foreach (var item in list.Items)
        {
            if (alerts.Item(spec.File, item, "alertPolicies") is not { } policy) continue;
            if (policies.Any(other => other.Rule.Name.Equals(policy.Rule.Name, StringComparison.OrdinalIgnoreCase)))
                spec.File.Problems.Add(item, $"the AlertCondition \"{policy.Rule.Name}\" stands twice in this SLO");
            if (policies.Count > 0 && !policies[0].TellsLike(policy))
                spec.File.Problems.Add(item, "alert policies that tell different targets, or of different things, cannot be represented: all channels of an SLO are told of the same");
            policies.Add(policy);
        }

        return Inherited.Nothing with
        {
            Rules = [.. policies.Select(policy => policy.Rule)],
            Enforcement = EnforcementDraft.None with { Notification = policies.Count > 0 ? Notification(policies) : null },
        };
    }

    private static NotificationRules Notification(List<AlertPolicyDraft> policies)
    {
        if (policies[0].Channels.IsEmpty) return NotificationRules.None;
        ImmutableArray<string> when =
        [
            .. policies.Select(policy => policy.Rule.Severity).Distinct().Select(severity => severity switch
            {
                BurnSeverity.Fast => NotificationEvents.FastBurn,
                BurnSeverity.Slow => NotificationEvents.SlowBurn,
                _ => NotificationEvents.CriticalBurn,
            }),
            .. policies[0].WhenResolved ? [NotificationEvents.Recovered] : ImmutableArray<string>.Empty,
            .. policies[0].WhenNoData ? [NotificationEvents.DataMissing] : ImmutableArray<string>.Empty,
        ];
        return new NotificationRules(policies[0].Channels, when);
    }

    [GeneratedRegex("[^a-z0-9.]+", RegexOptions.CultureInvariant)]
    private static partial Regex NoName();
}
