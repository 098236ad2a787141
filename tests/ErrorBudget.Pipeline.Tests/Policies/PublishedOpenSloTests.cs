namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>
/// Documents that say the same as the examples published with OpenSLO (see docs/openslo.md, "The published examples"), in
/// our own words: what of them is read, and why the others are refused.
/// </summary>
public sealed class PublishedOpenSloTests
{
    private const string Own = """
        policy:
          version: "2.0"
          sources: {thanos: {url: 'http://thanos:9090'}, prometheus-datasource: {url: 'http://prometheus:9090'}}
          services: [{name: other, slo: {target: 0.9, window_days: 7}}]
        """;

    private const string CounterRatio = """
        ratioMetric:
              counter: true
              good:
                metricSource: {type: Prometheus, spec: {query: 'sum(http_requests{cluster="prod",code=~"2xx|4xx"})'}}
              total:
                metricSource: {type: Prometheus, spec: {query: 'sum(http_requests{cluster="prod"})'}}
        """;

    private const string AnyRatio = """
        ratioMetric:
              good: {metricSource: {type: Any, spec: {query: Any}}}
              total: {metricSource: {type: Any, spec: {query: Any}}}
        """;

    [Fact]
    public void The_example_of_Occurrences_is_a_threshold_metric_and_refused() => Refused(
        Slo("thresholdMetric: {metricSource: {type: Any, spec: {query: Any}}}", "{duration: 2w, isRolling: true}", "Occurrences", "{displayName: Good experience, op: lt, value: 500, target: 0.99}"),
        "\"thresholdMetric\" cannot be represented: it gives values, and budgets here are made of events; count the good ones and all of them with a ratioMetric, for example by the buckets of a histogram");

    [Fact]
    public void The_example_of_RatioTimeslices_is_refused() => Refused(
        Slo(AnyRatio, "{duration: 2w, isRolling: true}", "RatioTimeslices", "{displayName: Good, op: gt, timeSliceWindow: 1m, target: 0.99}"),
        "\"budgetingMethod\" RatioTimeslices cannot be represented: it averages ratios, and budgets here are sums of events; use Occurrences or Timeslices",
        "\"type\" \"Any\" cannot be represented: metrics are read from Prometheus",
        "\"type\" \"Any\" cannot be represented: metrics are read from Prometheus");

    [Fact]
    public void The_example_of_Timeslices_means_a_month_and_says_a_minute() => Refused(
        Slo(CounterRatio, "{duration: 1m, isRolling: false, calendar: {startTime: 2022-01-01 12:00:00, timeZone: America/New_York}}", "Timeslices", "{op: gt, target: 0.995, timeSliceTarget: 0.99, timeSliceWindow: 1m}"),
        "\"duration\" of a calendar window must be 1w, 1M, 1Q or 1Y, found \"1m\" (m are minutes, M months)");

    [Fact]
    public void The_example_of_low_traffic_begins_its_weeks_on_Saturday_at_noon() => Refused(
        Slo(CounterRatio, "{duration: 1w, isRolling: false, calendar: {startTime: 2022-01-01 12:00:00, timeZone: America/New_York}}", "Timeslices", "{op: gt, target: 0.9995, timeSliceTarget: 0.95, timeSliceWindow: 1m}"),
        "\"startTime\" \"2022-01-01 12:00:00\" cannot be represented: a week begins on Monday at 00:00:00");

    [Fact]
    public void With_weeks_that_begin_on_Monday_that_example_is_read()
    {
        var text = Slo(CounterRatio, "{duration: 1w, isRolling: false, calendar: {startTime: 2022-01-03 00:00:00, timeZone: America/New_York}}", "Timeslices", "{op: gt, target: 0.9995, timeSliceTarget: 0.95, timeSliceWindow: 1m}");
        var slo = PolicyTexts.Objective(text).Slo;

        Assert.Equal((new SloId("web", "web-availability"), 0.9995m, new SliceRule(1, 0.95m), "week (America/New_York)"), (slo.Id, slo.Target.Fraction, slo.Slices, slo.Window.ToString()));
    }

    [Theory]
    [InlineData("good")]
    [InlineData("bad")]
    public void An_SLI_of_a_declared_data_source_is_read(string part) => Assert.Equal([], PolicyTexts.Shown(OpenSloTexts.Read(Own, $$$"""
        apiVersion: openslo/v1
        kind: SLI
        metadata: {name: great-sli, displayName: Great SLI}
        spec:
          description: An SLI.
          ratioMetric:
            counter: true
            {{{part}}}:
              metricSource: {type: Prometheus, metricSourceRef: prometheus-datasource, spec: {query: 'sum(server_requests{code=~"2xx|3xx",host="*",instance="127.0.0.1:9090"})'}}
            total:
              metricSource: {type: Prometheus, metricSourceRef: prometheus-datasource, spec: {query: 'server_requests{code="total",host="*",instance="127.0.0.1:9090"}'}}
        """)));

    [Fact]
    public void Services_and_data_sources_are_read() => Assert.Equal([], PolicyTexts.Shown(OpenSloTexts.Read(Own, """
        - apiVersion: openslo/v1
          kind: Service
          metadata:
            name: example-service
            labels: {env: [prod], team: [team-a, team-b]}
            annotations: {openslo.com/service-folder: ./my/directory}
          spec:
            description: Example service description
        - apiVersion: openslo/v1
          kind: DataSource
          metadata: {name: prometheus}
          spec:
            type: Prometheus
            connectionDetails:
            - url: http://prometheus.example.com
        """)));

    [Fact]
    public void The_condition_of_the_examples_fires_while_little_burns() => Refused(
        """
        apiVersion: openslo/v1
        kind: AlertCondition
        metadata: {name: cpu-usage-breach}
        spec:
          severity: page
          condition: {kind: burnrate, op: lte, threshold: 2, lookbackWindow: 1h, alertAfter: 5m}
        """,
        "\"op\" must be gte or gt: an alert while little is spent cannot be represented");

    [Fact]
    public void An_SLO_without_a_window_is_refused()
    {
        var text = Slo(CounterRatio, "{duration: 4w}", "Occurrences", "{target: 0.98}").Replace("  timeWindow: [{duration: 4w}]\n", "", StringComparison.Ordinal);

        Refused(text, "the spec of an SLO needs the key \"timeWindow\"");
    }

    private static string Slo(string indicator, string window, string method, string objective) => $$"""
        apiVersion: openslo/v1
        kind: SLO
        metadata:
          name: web-availability
          labels: {env: [prod], team: [team-a, team-b]}
        spec:
          description: What somebody promised.
          service: web
          indicator:
            metadata: {name: web-successful-requests-ratio}
            spec:
              {{indicator.Replace("\n", "\n    ", StringComparison.Ordinal)}}
          timeWindow: [{{window}}]
          budgetingMethod: {{method}}
          objectives: [{{objective}}]
          alertPolicies: # none yet
        """;

    private static void Refused(string text, params string[] messages) =>
        Assert.Equal(messages, OpenSloTexts.Read(Own, text).Problems.Select(problem => problem.Message).Order(StringComparer.Ordinal));
}
