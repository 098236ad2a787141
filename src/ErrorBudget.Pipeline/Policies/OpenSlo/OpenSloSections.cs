using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>The sections of OpenSLO v1 documents and the keys they may have (OpenSLO specification, "Object Types").</summary>
internal static class OpenSloSections
{
    public static Section Document { get; } = Of("document", "apiVersion", "kind", "metadata", "spec");

    public static Section Metadata { get; } = Of("metadata", "name", "displayName", "labels", "annotations");

    public static Section Slo { get; } = Of(
        "the spec of an SLO", "description", "service", "indicator", "indicatorRef", "timeWindow", "budgetingMethod", "objectives", "alertPolicies");

    public static Section TimeWindow { get; } = Of("timeWindow", "duration", "isRolling", "calendar");

    public static Section Calendar { get; } = Of("calendar", "startTime", "timeZone");

    public static Section Objective { get; } = Of(
        "objectives", "displayName", "op", "value", "target", "targetPercent", "timeSliceTarget", "timeSliceWindow", "indicator", "indicatorRef", "compositeWeight");

    public static Section Sli { get; } = Of("the spec of an SLI", "description", "thresholdMetric", "ratioMetric");

    public static Section RatioMetric { get; } = Of("ratioMetric", "counter", "good", "bad", "total", "rawType", "raw");

    public static Section Metric { get; } = Of("a metric", "metricSource");

    public static Section MetricSource { get; } = Of("metricSource", "metricSourceRef", "type", "spec");

    public static Section PrometheusQuery { get; } = Of("the spec of a Prometheus metric", "query");

    public static Section AlertPolicyReference { get; } = Of("alertPolicies", "alertPolicyRef");

    public static Section AlertPolicy { get; } = Of(
        "the spec of an AlertPolicy", "description", "alertWhenNoData", "alertWhenResolved", "alertWhenBreaching", "conditions", "notificationTargets");

    public static Section ConditionReference { get; } = Of("conditions", "conditionRef");

    public static Section AlertCondition { get; } = Of("the spec of an AlertCondition", "description", "severity", "condition");

    public static Section Condition { get; } = Of("condition", "kind", "op", "threshold", "lookbackWindow", "alertAfter");

    public static Section TargetReference { get; } = Of("notificationTargets", "targetRef");

    public static Section NotificationTarget { get; } = Of("the spec of an AlertNotificationTarget", "target", "description");

    public static Section Service { get; } = Of("the spec of a Service", "description");

    public static Section DataSource { get; } = Of("the spec of a DataSource", "description", "type", "connectionDetails");

    /// <summary>All of them.</summary>
    public static ImmutableArray<Section> All { get; } =
    [
        Document, Metadata, Slo, TimeWindow, Calendar, Objective, Sli, RatioMetric, Metric, MetricSource, PrometheusQuery, AlertPolicyReference,
        AlertPolicy, ConditionReference, AlertCondition, Condition, TargetReference, NotificationTarget, Service, DataSource,
    ];

    private static Section Of(string name, params ImmutableArray<string> keys) => new(name, keys) { Format = FileFormat.OpenSlo };
}
