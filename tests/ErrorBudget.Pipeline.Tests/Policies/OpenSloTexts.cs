using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>Short OpenSLO documents.</summary>
internal static class OpenSloTexts
{
    /// <summary>Reads files as one policy.</summary>
    public static PolicyReading Read(params string[] files) =>
        PolicyReader.Read([.. files.Select((text, number) => new PolicyFile($"file{number + 1}.yaml", text))], _ => null);

    /// <summary>An SLO; the parts are put in as they are, in flow style.</summary>
    public static string Slo(
        string name = "availability",
        string window = "{duration: 28d, isRolling: true}",
        string method = "Occurrences",
        string objectives = "[{target: 0.99}]",
        string alerts = "[]",
        string ratio = """{counter: true, good: {metricSource: {type: Prometheus, spec: {query: 'requests_total{code!~"5.."}'}}}, total: {metricSource: {type: Prometheus, spec: {query: sum(requests_total)}}}}""") => $"""
        apiVersion: openslo/v1
        kind: SLO
        metadata: {Braces($"name: {name}")}
        spec:
          service: web
          budgetingMethod: {method}
          timeWindow: [{window}]
          objectives: {objectives}
          alertPolicies: {alerts}
          indicator:
            metadata: {Braces("name: answered")}
            spec: {Braces($"ratioMetric: {ratio}")}
        """;

    /// <summary>An SLO whose SLI is named.</summary>
    public static string SloOf(string indicator) => Slo().Split("  indicator:")[0] + $"  indicatorRef: {indicator}";

    /// <summary>A data source named p, to follow another document.</summary>
    public static string DataSource(string spec) => $"\n---\napiVersion: openslo/v1\nkind: DataSource\nmetadata: {Braces("name: p")}\nspec: {Braces(spec)}\n";

    /// <summary>An SLI named answered.</summary>
    public static string Sli(string metricSource = "type: Prometheus", string good = "good_total", string total = "all_total") => $"""
        apiVersion: openslo/v1
        kind: SLI
        metadata: {Braces("name: answered")}
        spec:
          ratioMetric:
            counter: true
            good: {Braces($"metricSource: {Braces($"{metricSource}, spec: {Braces($"query: {good}")}")}")}
            total: {Braces($"metricSource: {Braces($"{metricSource}, spec: {Braces($"query: {total}")}")}")}
        """;

    /// <summary>The alert policies of an SLO: one, inline.</summary>
    public static string InlineAlert(string policy = "alertWhenBreaching: true", string severity = "page", string condition = "op: gte, threshold: 2, lookbackWindow: 1h", string target = "slack:#shop") =>
        $"[{Braces($"kind: AlertPolicy, metadata: {Braces("name: wake")}, spec: {Braces($"{policy}, conditions: [{Braces($"kind: AlertCondition, metadata: {Braces("name: burning")}, spec: {Braces($"severity: {severity}, condition: {Braces(condition)}")}")}], notificationTargets: [{Braces($"kind: AlertNotificationTarget, metadata: {Braces("name: people")}, spec: {Braces($"target: '{target}'")}")}]")}")}]";

    private static string Braces(string content) => "{" + content + "}";
}
