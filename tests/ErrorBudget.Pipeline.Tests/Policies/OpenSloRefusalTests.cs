namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>OpenSLO documents that cannot be read, and the exact messages people see.</summary>
public sealed class OpenSloRefusalTests
{
    [Theory]
    [InlineData("{duration: 1M, isRolling: true}", "7:27: \"duration\" of a rolling window must be whole days from 1d to 400d (or weeks), found \"1M\": months, quarters and years differ in length")]
    [InlineData("{duration: 30m, isRolling: true}", "7:27: \"duration\" of a rolling window must be whole days from 1d to 400d (or weeks), found \"30m\"")]
    [InlineData("{duration: 401d}", "7:27: \"duration\" of a rolling window must be whole days from 1d to 400d (or weeks), found \"401d\"")]
    [InlineData("{duration: 30 days}", "7:27: \"duration\" must be a duration such as 5m, 12h, 28d, 4w, 1M, 1Q or 1Y (m are minutes, M months), found \"30 days\"")]
    [InlineData("{duration: 1m, isRolling: false, calendar: {startTime: 2026-01-01 00:00:00}}", "7:27: \"duration\" of a calendar window must be 1w, 1M, 1Q or 1Y, found \"1m\" (m are minutes, M months)")]
    [InlineData("{duration: 2w, calendar: {}}", "7:27: \"duration\" of a calendar window must be 1w, 1M, 1Q or 1Y, found \"2w\"")]
    [InlineData("{duration: 1w, calendar: {startTime: 2026-01-01 00:00:00}}", "7:53: \"startTime\" \"2026-01-01 00:00:00\" cannot be represented: a week begins on Monday at 00:00:00")]
    [InlineData("{duration: 1M, calendar: {startTime: 2026-01-01 12:00:00}}", "7:53: \"startTime\" \"2026-01-01 12:00:00\" cannot be represented: a month begins on its first day at 00:00:00")]
    [InlineData("{duration: 1Q, calendar: {startTime: 2026-02-01}}", "7:53: \"startTime\" \"2026-02-01\" cannot be represented: a quarter begins in January, April, July or October, on the first day at 00:00:00")]
    [InlineData("{duration: 1Y, calendar: {startTime: 2026-07-01}}", "7:53: \"startTime\" \"2026-07-01\" cannot be represented: a year begins on the first of January at 00:00:00")]
    [InlineData("{duration: 1M, calendar: {startTime: soon}}", "7:53: \"startTime\" must be a date and time such as 2026-01-01 00:00:00, found \"soon\"")]
    [InlineData("{duration: 1M, calendar: {timeZone: Mars/Base}}", "7:52: \"timeZone\" \"Mars/Base\" is not known here; an IANA name is expected, for example Europe/Berlin")]
    [InlineData("{duration: 28d, isRolling: true, calendar: {}}", "7:49: \"calendar\" is for windows that are not rolling")]
    [InlineData("{duration: 28d, isRolling: false}", "7:16: timeWindow needs the key \"calendar\"", "7:27: \"duration\" of a calendar window must be 1w, 1M, 1Q or 1Y, found \"28d\"")]
    [InlineData("{isRolling: true}", "7:16: timeWindow needs the key \"duration\"")]
    [InlineData("{duration: 28d, rolling: true}", "7:32: unknown key \"rolling\" in timeWindow: did you mean \"isRolling\"? (known keys: duration, isRolling, calendar)")]
    public void A_window_that_cannot_be_represented_is_refused(string window, params string[] problems) => Refused(OpenSloTexts.Slo(window: window), problems);

    [Theory]
    [InlineData("RatioTimeslices", "6:20: \"budgetingMethod\" RatioTimeslices cannot be represented: it averages ratios, and budgets here are sums of events; use Occurrences or Timeslices")]
    [InlineData("Occurences", "6:20: \"budgetingMethod\" must be Occurrences, Timeslices or RatioTimeslices, found \"Occurences\": did you mean \"Occurrences\"?")]
    [InlineData("Timeslices", "8:16: objectives needs the key \"timeSliceTarget\"", "8:16: objectives needs the key \"timeSliceWindow\"")]
    public void A_budgeting_method_is_refused(string method, params string[] problems) => Refused(OpenSloTexts.Slo(method: method), problems);

    [Theory]
    [InlineData("[]", "8:15: \"objectives\" must not be an empty list")]
    [InlineData("[{displayName: x}]", "8:16: objectives needs the key \"target\"")]
    [InlineData("[{target: 99}]", "8:25: \"target\" must be a number above 0 and below 1, found 99: did you mean 0.99?")]
    [InlineData("[{target: 0}]", "8:25: \"target\" must be a number above 0 and below 1, found 0")]
    [InlineData("[{targetPercent: 0.999, target: 0.9}]", "8:39: \"target\" and \"targetPercent\" exclude each other; leave one out")]
    [InlineData("[{targetPercent: 100}]", "8:32: \"targetPercent\" must be a number above 0 and below 100, found 100")]
    [InlineData("[{target: 0.9, op: lt}]", "8:34: \"op\" of a ratio must be gt or gte (or left out): it is good when it is above the target")]
    [InlineData("[{target: 0.9, op: gt, value: 5}]", "8:38: \"value\" is for a thresholdMetric; a ratio is compared with the target")]
    [InlineData("[{target: 0.9, indicatorRef: x, compositeWeight: 2}]", "8:30: \"indicatorRef\" makes a composite SLO, which cannot be represented: declare its parts as SLOs and a journey over them", "8:47: \"compositeWeight\" makes a composite SLO, which cannot be represented: declare its parts as SLOs and a journey over them")]
    [InlineData("[{target: 0.9, timeSliceTarget: 0.9, timeSliceWindow: 1m}]", "8:30: \"timeSliceTarget\" needs \"budgetingMethod: Timeslices\"", "8:52: \"timeSliceWindow\" needs \"budgetingMethod: Timeslices\"")]
    [InlineData("[{target: 0.9}, {target: 0.9}]", "8:31: the name of the SLO becomes \"availability-90\", which another objective has, too; give each objective a \"displayName\" of its own")]
    [InlineData("[{target: 0.9, displayName: Good}, {target: 0.99, displayName: good!}]", "8:78: the name of the SLO becomes \"availability-good\", which another objective has, too; give each objective a \"displayName\" of its own")]
    [InlineData("[{target: 0.9, budget: 1}]", "8:30: unknown key \"budget\" in objectives (known keys: displayName, op, value, target, targetPercent, timeSliceTarget, timeSliceWindow, indicator, indicatorRef, compositeWeight)")]
    public void A_wrong_objective_is_refused(string objectives, params string[] problems) => Refused(OpenSloTexts.Slo(objectives: objectives), problems);

    [Theory]
    [InlineData("[{target: 0.9, timeSliceTarget: 0.9, timeSliceWindow: 7m}]", "8:69: \"timeSliceWindow\" must divide an hour (1m, 2m, 3m, 4m, 5m, 6m, 10m, 12m, 15m, 20m, 30m or 1h), found \"7m\"")]
    [InlineData("[{target: 0.9, timeSliceTarget: 90, timeSliceWindow: 1M}]", "8:47: \"timeSliceTarget\" must be a number above 0 and at most 1, found 90: did you mean 0.9?", "8:68: \"timeSliceWindow\" must divide an hour (1m, 2m, 3m, 4m, 5m, 6m, 10m, 12m, 15m, 20m, 30m or 1h), found \"1M\"")]
    public void A_wrong_slice_is_refused(string objectives, params string[] problems) => Refused(OpenSloTexts.Slo(method: "Timeslices", objectives: objectives), problems);

    [Theory]
    [InlineData("{raw: {metricSource: {type: Prometheus, spec: {query: x}}}, rawType: success}", "12:26: \"raw\" cannot be represented: a ratio that was computed elsewhere does not tell how many events it is of; give \"good\" (or \"bad\") and \"total\"", "12:85: \"rawType\" cannot be represented: a ratio that was computed elsewhere does not tell how many events it is of; give \"good\" (or \"bad\") and \"total\"")]
    [InlineData("{counter: true, good: {metricSource: {type: Prometheus, spec: {query: x}}}}", "12:25: ratioMetric needs the key \"total\"")]
    [InlineData("{counter: true, good: {metricSource: {type: Prometheus, spec: {query: x}}}, bad: {metricSource: {type: Prometheus, spec: {query: x}}}, total: {metricSource: {type: Prometheus, spec: {query: y}}}}", "12:25: ratioMetric has both \"good\" and \"bad\"; leave one out")]
    [InlineData("{good: {metricSource: {type: Prometheus, spec: {query: x}}}, total: {metricSource: {type: Prometheus, spec: {query: y}}}}", "12:25: \"counter\" must be true: only of a counter it can be told how many events there were")]
    [InlineData("{counter: true, bad: {metricSource: {type: Prometheus, spec: {query: 'irate(x[5m])'}}}, total: {metricSource: {type: Prometheus, spec: {query: y}}}}", "12:94: \"query\" cannot be represented: it must be a counter, sum(counter), increase(counter[5m]) or rate(counter[5m]), the last two with or without sum() around, or any PromQL with [{{window}}]")]
    [InlineData("{counter: true, bad: {metricSource: {type: Datadog, spec: {q: x}}}, total: {metricSource: {spec: {query: y}}}}", "12:68: \"type\" \"Datadog\" cannot be represented: metrics are read from Prometheus", "12:115: metricSource needs \"type: Prometheus\" or \"metricSourceRef\"")]
    [InlineData("{counter: true, bad: {metricSource: {metricSourceRef: main, spec: {query: x}}}, total: {metricSource: {type: Prometheus, spec: {promql: y}}}}", "12:79: there is no DataSource (or source of a policy) \"main\"", "12:152: the spec of a Prometheus metric needs the key \"query\"", "12:153: unknown key \"promql\" in the spec of a Prometheus metric (known keys: query)")]
    [InlineData("{counter: true, bad: {metricSourc: {}}, total: {metricSource: {type: Prometheus}}}", "12:46: a metric needs the key \"metricSource\"", "12:47: unknown key \"metricSourc\" in a metric: did you mean \"metricSource\"? (known keys: metricSource)", "12:87: metricSource needs the key \"spec\"")]
    public void A_ratio_that_does_not_count_events_is_refused(string ratio, params string[] problems) => Refused(OpenSloTexts.Slo(ratio: ratio), problems);

    [Theory]
    [InlineData("[wake]", "9:19: there is no AlertPolicy \"wake\"; none is declared")]
    [InlineData("[{alertPolicyRef: wake}]", "9:36: there is no AlertPolicy \"wake\"; none is declared")]
    [InlineData("[{kind: SLI, metadata: {name: x}, spec: {}}]", "9:19: \"alertPolicies\" must hold documents of the kind AlertPolicy, found SLI")]
    public void An_alert_policy_that_is_none_is_refused(string alerts, params string[] problems) => Refused(OpenSloTexts.Slo(alerts: alerts), problems);

    [Theory]
    [InlineData("alertWhenBreaching: false", "9:90: \"alertWhenBreaching\" must be true: a rule that fires is always told")]
    [InlineData("alertWhenResolved: true", "9:69: the spec of an AlertPolicy needs the key \"alertWhenBreaching\"")]
    public void An_alert_that_is_not_told_when_it_fires_is_refused(string policy, params string[] problems) => Refused(OpenSloTexts.Slo(alerts: OpenSloTexts.InlineAlert(policy: policy)), problems);

    [Theory]
    [InlineData("op: lte, threshold: 2, lookbackWindow: 1h", "9:198: \"op\" must be gte or gt: an alert while little is spent cannot be represented")]
    [InlineData("op: gt, threshold: 0.5, lookbackWindow: 1h", "9:213: \"threshold\" 0.5 would fire while the service is on budget: a burn rate of 1 just spends it; at least 1 is allowed")]
    [InlineData("op: gt, threshold: 200, lookbackWindow: 1h", "9:213: \"threshold\" 200 can never fire: at the target of web/availability (99 %) the burn rate is at most 100")]
    [InlineData("op: gt, threshold: 2, lookbackWindow: 1h, alertAfter: 1h", "9:248: \"alertAfter\" must be shorter than \"lookbackWindow\": the burn is looked at over both")]
    [InlineData("op: gt, threshold: 2, lookbackWindow: 30d", "9:232: \"lookbackWindow\" 43200 is longer than the window of web/availability (28 d, 40320 minutes)")]
    [InlineData("kind: ratio, op: gt, threshold: 2, lookbackWindow: 1M", "9:200: \"kind\" must be burnrate, found \"ratio\"", "9:245: \"lookbackWindow\" must be from 1m to 400d, in minutes, hours, days or weeks, found \"1M\"")]
    [InlineData("treshold: 2", "9:193: condition needs the key \"op\"", "9:193: condition needs the key \"threshold\"", "9:193: condition needs the key \"lookbackWindow\"", "9:194: unknown key \"treshold\" in condition: did you mean \"threshold\"? (known keys: kind, op, threshold, lookbackWindow, alertAfter)")]
    public void A_condition_that_cannot_be_represented_is_refused(string condition, params string[] problems) => Refused(OpenSloTexts.Slo(alerts: OpenSloTexts.InlineAlert(condition: condition)), problems);

    [Theory]
    [InlineData("email", "9:336: \"target\" \"email\" cannot be represented: it says nothing of where; write the address of a channel, such as slack:#reliability or pagerduty:shop")]
    [InlineData("slack", "9:336: \"target\" \"slack\" cannot be represented: it says nothing of where; write the address of a channel, such as slack:#reliability or pagerduty:shop")]
    [InlineData("pagerduty", "9:336: \"target\" \"pagerduty\" cannot be represented: it says nothing of where; write the address of a channel, such as slack:#reliability or pagerduty:shop")]
    [InlineData("mailto:a@b.c", "9:336: \"mailto:a@b.c\" is no channel: mail is not supported; most receivers have a webhook")]
    public void A_target_that_is_no_channel_is_refused(string target, params string[] problems) => Refused(OpenSloTexts.Slo(alerts: OpenSloTexts.InlineAlert(target: target)), problems);

    [Fact]
    public void A_severity_nobody_knows_is_refused() => Refused(
        OpenSloTexts.Slo(alerts: OpenSloTexts.InlineAlert(severity: "p1")),
        "9:176: \"severity\" must be fast, page, sev1, slow, ticket, warning or critical, found \"p1\"");

    [Fact]
    public void Alert_policies_of_one_SLO_must_tell_the_same_people_of_different_conditions() => Refused(
        OpenSloTexts.Slo(alerts: OpenSloTexts.InlineAlert()[..^1] + ", " + OpenSloTexts.InlineAlert(target: "slack:#other")[1..]),
        "9:356: the AlertCondition \"burning\" stands twice in this SLO",
        "9:356: alert policies that tell different targets, or of different things, cannot be represented: all channels of an SLO are told of the same");

    [Fact]
    public void Another_version_is_refused() => Refused(
        OpenSloTexts.Slo().Replace("openslo/v1", "openslo/v1alpha", StringComparison.Ordinal),
        "1:13: \"apiVersion\" must be openslo/v1, found \"openslo/v1alpha\"");

    [Fact]
    public void Another_kind_is_refused() => Refused(
        OpenSloTexts.Slo().Replace("kind: SLO", "kind: slo", StringComparison.Ordinal),
        "2:7: \"kind\" must be DataSource, SLO, SLI, AlertPolicy, AlertCondition, AlertNotificationTarget or Service, found \"slo\": did you mean \"SLO\"?");

    [Fact]
    public void A_document_without_a_name_and_a_spec_is_refused() => Refused(
        "apiVersion: openslo/v1\nkind: Service\n",
        "1:1: document needs the key \"metadata\"",
        "1:1: document needs the key \"spec\"");

    [Fact]
    public void Unknown_keys_are_refused_with_the_nearest_known_one() => Refused(
        "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: a b, nam: c}\nspec: {}\nextra: 1\n",
        "3:18: name \"a b\" must be 1 to 100 letters, digits, \"-\", \"_\" or \".\", beginning with a letter or digit",
        "3:23: unknown key \"nam\" in metadata: did you mean \"name\"? (known keys: name, displayName, labels, annotations)",
        "5:1: unknown key \"extra\" in document (known keys: apiVersion, kind, metadata, spec)");

    [Fact]
    public void More_owners_than_anybody_reads_are_refused() => Refused(
        OpenSloTexts.Slo().Replace("{name: availability}", "{name: availability, labels: {team: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}}", StringComparison.Ordinal),
        "3:47: the label \"team\" has 11 values; at most 10 are read as owners");

    [Fact]
    public void A_threshold_metric_is_refused() => Refused(
        OpenSloTexts.Slo().Replace("ratioMetric:", "thresholdMetric:", StringComparison.Ordinal),
        "12:12: \"thresholdMetric\" cannot be represented: it gives values, and budgets here are made of events; count the good ones and all of them with a ratioMetric, for example by the buckets of a histogram");

    [Fact]
    public void Two_indicators_are_refused() => Refused(
        OpenSloTexts.Slo() + "\n  indicatorRef: x\n",
        "13:17: \"indicator\" and \"indicatorRef\" exclude each other; leave one out");

    [Fact]
    public void A_reference_to_what_is_not_declared_is_refused_with_the_nearest_name() => Refused(
        OpenSloTexts.SloOf("serch") + "\n---\n" + OpenSloTexts.Sli().Replace("name: answered", "name: search", StringComparison.Ordinal),
        "10:17: there is no SLI \"serch\": did you mean \"search\"?; declared are search");

    [Fact]
    public void Two_SLOs_of_a_service_with_the_same_name_are_refused() => Refused(
        OpenSloTexts.Slo() + "\n---\n" + OpenSloTexts.Slo("Availability"),
        "16:18: the SLO \"Availability\" of the service \"web\" stands twice; it is already in file1.yaml:3 (names that differ only in case are the same)");

    [Fact]
    public void Two_documents_of_a_kind_with_the_same_name_are_refused() => Refused(
        OpenSloTexts.Slo() + "\n---\n" + OpenSloTexts.Sli() + "\n---\n" + OpenSloTexts.Sli(),
        "25:18: the SLI \"answered\" stands twice; it is already in file1.yaml:16 (names that differ only in case are the same)");

    [Fact]
    public void What_nobody_refers_to_is_checked_too() => Refused(
        OpenSloTexts.Slo() + "\n---\n" + OpenSloTexts.Sli("type: Datadog"),
        "20:33: \"type\" \"Datadog\" cannot be represented: metrics are read from Prometheus",
        "21:34: \"type\" \"Datadog\" cannot be represented: metrics are read from Prometheus");

    [Fact]
    public void A_data_source_that_is_no_Prometheus_is_refused() => Refused(
        OpenSloTexts.Slo() + OpenSloTexts.DataSource("type: Datadog, connectionDetails: [{apiKey: x}]"),
        "17:14: \"type\" \"Datadog\" cannot be represented: metrics are read from Prometheus");

    [Fact]
    public void Wrong_connection_details_are_refused() => Refused(
        OpenSloTexts.Slo() + OpenSloTexts.DataSource("type: Prometheus, connectionDetails: [{url: 'http://p'}, {url: 'http://q'}, {accessKey: x}, 5]"),
        "17:66: the key \"url\" stands twice in \"connectionDetails\"",
        "17:85: unknown key \"accessKey\" in source (known keys: type, url, timeout_seconds, settle_seconds, resettle_minutes, gap_limit_minutes, basic_auth, bearer_token, headers, tenant, tenant_header, tls, azure_managed)",
        "17:100: \"connectionDetails\" must be keys and values, or a list of them, found \"5\"");

    [Fact]
    public void A_file_is_either_OpenSLO_or_ours() => Refused(
        OpenSloTexts.Slo() + "\n---\nservices: {}\n",
        "14:1: unknown key \"services\" in document (known keys: apiVersion, kind, metadata, spec)",
        "14:1: document needs the key \"apiVersion\"",
        "14:1: document needs the key \"kind\"");

    [Fact]
    public void Documents_without_an_SLO_are_no_policy() => Refused(
        OpenSloTexts.Sli(),
        "1:1: the policy has no service");

    [Fact]
    public void The_queries_of_a_ratio_must_be_of_one_source() => Refused(
        OpenSloTexts.Slo(ratio: "{counter: true, bad: {metricSource: {metricSourceRef: p, spec: {query: x}}}, total: {metricSource: {type: Prometheus, spec: {query: y}}}}")
        + OpenSloTexts.DataSource("type: Prometheus, connectionDetails: {url: 'http://p'}"),
        "12:109: \"total\" must be of the same source as \"bad\": \"prometheus\" is not \"p\"");

    [Fact]
    public void A_service_is_declared_in_one_format()
    {
        const string own = "services:\n  web: {target: 0.99, window_days: 30}\n";

        Assert.Equal(
            ["file2.yaml:5:12: the service \"web\" stands twice; it is already in file1.yaml:2 (names that differ only in case are the same)"],
            PolicyTexts.Shown(OpenSloTexts.Read(own, OpenSloTexts.Slo())));
    }

    [Fact]
    public void A_file_that_cannot_be_read_does_not_make_references_to_it_wrong() => Assert.Equal(
        ["file2.yaml:1:1: the file is empty; a policy starts with \"policy:\" or \"services:\""],
        PolicyTexts.Shown(OpenSloTexts.Read(OpenSloTexts.SloOf("elsewhere"), "")));

    private static void Refused(string text, params string[] problems)
    {
        var reading = OpenSloTexts.Read(text);

        Assert.Equal(problems, reading.Problems.Select(problem => FormattableString.Invariant($"{problem.Line}:{problem.Column}: {problem.Message}")));
        Assert.Null(reading.Policy);
    }
}
