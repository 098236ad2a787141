namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>Wrong policies and the exact messages people see.</summary>
public sealed class RefusedPolicyTests
{
    [Theory]
    [InlineData("", "1:1: the file is empty; a policy starts with \"policy:\" or \"services:\"")]
    [InlineData("# only a comment\n", "1:1: the file is empty; a policy starts with \"policy:\" or \"services:\"")]
    [InlineData("{}", "1:1: the file is empty; a policy starts with \"policy:\" or \"services:\"")]
    [InlineData("- a\n", "1:1: a policy starts with \"policy:\" or \"services:\", found a list")]
    [InlineData("servics: {}\n", "1:1: unknown key \"servics\" in the file: did you mean \"services\"? (known keys: policy, services)")]
    [InlineData("slos: []\n", "1:1: unknown key \"slos\" in the file; it belongs in service (known keys: policy, services)")]
    [InlineData("services: {}\n", "1:1: the policy has no service")]
    [InlineData("policy: {version: '2.0'}\nservices: {}\n", "2:11: a file has either \"policy\" or \"services\"; put the services into \"policy\"")]
    [InlineData("policy:\n  services: []\n", "2:3: policy needs the key \"version\"", "2:13: \"services\" must not be an empty list")]
    [InlineData("policy: {version: '3.0'}\n", "1:19: \"version\" must be \"2.0\", found \"3.0\"")]
    [InlineData("policy: {version: 2.0, evaluation_interval: 5m}\n", "1:45: \"evaluation_interval\" must be 60s (or 1m), found \"5m\": events are counted by the minute; how often the evaluation runs is the setting EVALUATION_SCHEDULE")]
    [InlineData("policy: {version: 2.0, services: [1, {}, {name: x}]}\n",
        "1:35: \"services\" must have keys (name, owner, runbook, sli, slo, burn_rates, enforcement, slos), found \"1\"",
        "1:38: service needs the key \"name\"", "1:38: service needs the key \"slo\"", "1:42: service needs the key \"slo\"")]
    public void A_file_of_the_wrong_shape_is_refused(string text, params string[] problems) => Refused(text, problems);

    [Theory]
    [InlineData("a: 1\na: 2\n", "1:1: unknown key \"a\" in the file (known keys: policy, services)", "2:1: the key \"a\" stands twice; it is already in line 1")]
    [InlineData("a: 1\n---\nb: 2\n", "2:1: a second YAML document starts here; put it into a file of its own")]
    [InlineData("a:\n\tb: 1\n", "2:1: a tab; YAML is indented by spaces")]
    [InlineData("a:\n  b: 1\n \tc: 1\n", "3:2: a tab; YAML is indented by spaces")]
    [InlineData("a: [1\nb: 2\n", "1:4: the bracket opened here is not closed")]
    [InlineData("a: &x {}\nb: *x\n", "1:4: anchors and aliases (& and *) are not read; what services share goes under \"defaults\"")]
    [InlineData("a: *x\n", "1:4: anchors and aliases (& and *) are not read; what services share goes under \"defaults\"")]
    [InlineData("a: !!str 5\n", "1:4: tags (!) are not read")]
    [InlineData("? [a]\n: b\n", "1:5: a key must be a plain text")]
    [InlineData("x: 1\na: b: c\n", "2:5: not valid YAML: \": \" inside a plain text, or a key indented deeper than the one before it; quote the text or align the key")]
    [InlineData("a: {b: ${X}}\n", "1:9: not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'; between brackets \"${NAME}\" needs quotes")]
    [InlineData("a: 'x\n", "1:4: not valid YAML: while scanning a quoted scalar, found unexpected end of stream")]
    [InlineData("a: x\0y\n", "1:5: the character U+0000 is not allowed in YAML; is this a text file in UTF-8?")]
    public void A_text_that_is_no_plain_YAML_is_refused(string text, params string[] problems) => Refused(text, problems);

    [Theory]
    [InlineData("services:\n  a: {target: 0.999}\n", "2:6: service needs the key \"window_days\"")]
    [InlineData("services:\n  a: {sli_type: latency, target: 0.999, window_days: 30}\n", "2:17: \"sli_type\" must be success_rate, found \"latency\"")]
    [InlineData("services:\n  a b: {target: 0.999, window_days: 30}\n", "2:3: the service's name \"a b\" must be 1 to 100 letters, digits, \"-\", \"_\" or \".\", beginning with a letter or digit")]
    [InlineData("services:\n  a: {target: 0.999, window_days: 30}\n  A: {target: 0.999, window_days: 30}\n", "3:3: the service \"A\" stands twice; it is already in policy.yaml:2 (names that differ only in case are the same)")]
    [InlineData("services:\n  a: {target: 0.999, window_days: 30, alerts: {fast: {window_minutes: 5, threshold: 2}}}\n", "2:48: unknown key \"fast\" in alerts (known keys: fast_burn, slow_burn, critical_burn)")]
    [InlineData("services:\n  a: {target: 0.9, window_days: 30, alerts: {fast_burn: {window_minutes: 5, threshold: 14.4}}}\n", "2:88: \"threshold\" 14.4 can never fire: at the target of a/availability (90 %) the burn rate is at most 10")]
    [InlineData("services:\n  a: {target: 0.9, window_days: 30, alerts: {fast_burn: {window_minutes: 5, multiplier: 4}}}\n", "2:57: alert needs the key \"threshold\"", "2:77: unknown key \"multiplier\" in alert (known keys: window_minutes, threshold, confirm_window_minutes)")]
    public void A_wrong_service_of_the_older_format_is_refused(string text, params string[] problems) => Refused(text, problems);

    [Theory]
    [InlineData("target: 99.9, window_days: 30", "7:21: \"target\" must be a number above 0 and below 1, found 99.9: did you mean 0.999?")]
    [InlineData("target: 99.95%, window_days: 30", "7:21: \"target\" must be a number above 0 and below 1, found 99.95%: did you mean 0.9995?")]
    [InlineData("target: 1, window_days: 30", "7:21: \"target\" must be a number above 0 and below 1, found 1")]
    [InlineData("target: 0, window_days: 30", "7:21: \"target\" must be a number above 0 and below 1, found 0")]
    [InlineData("target: high, window_days: 30", "7:21: \"target\" must be a number above 0 and below 1, found \"high\"")]
    [InlineData("target: '0.999', window_days: 30", "7:21: \"target\" must be a number above 0 and below 1, found the text \"0.999\"; leave out the quotes")]
    [InlineData("target: [0.999], window_days: 30", "7:21: \"target\" must be a number above 0 and below 1, found a list")]
    [InlineData("target: , window_days: 30", "7:21: \"target\" must be a number above 0 and below 1, found nothing")]
    [InlineData("target: 0.999, window_days: 401", "7:41: \"window_days\" must be a whole number from 1 to 400, found 401")]
    [InlineData("target: 0.999, window_days: 30.5", "7:41: \"window_days\" must be a whole number from 1 to 400, found 30.5")]
    [InlineData("target: 0.999, window_days: 30d", "7:41: \"window_days\" must be a whole number from 1 to 400, found \"30d\"")]
    [InlineData("target: 0.999", "7:12: slo needs the key \"window_days\"")]
    [InlineData("target: 0.999, windowDays: 30", "7:12: slo needs the key \"window_days\"", "7:28: unknown key \"windowDays\" in slo: did you mean \"window_days\"? (known keys: target, window_days, window, time_zone, budgeting, slice_minutes, slice_target, unknown_after_minutes, low_traffic)")]
    [InlineData("target: 0.999, window: weak", "7:36: \"window\" must be rolling, week, month, quarter or year, found \"weak\": did you mean \"week\"?")]
    [InlineData("target: 0.999, window: month, window_days: 30", "7:43: \"window_days\" is for rolling windows; a calendar window has its own length")]
    [InlineData("target: 0.999, window_days: 30, time_zone: Europe/Berlin", "7:45: \"time_zone\" is for calendar windows (week, month, quarter, year); a rolling window has none")]
    [InlineData("target: 0.999, window: month, time_zone: Europe/Berln", "7:54: \"time_zone\" \"Europe/Berln\" is not known here; an IANA name is expected, for example Europe/Berlin")]
    [InlineData("target: 0.999, window: month, time_zone: ../../etc/passwd", "7:54: \"time_zone\" \"../../etc/passwd\" is not known here; an IANA name is expected, for example Europe/Berlin")]
    [InlineData("target: 0.999, window_days: 30, budgeting: timeslices", "7:12: slo needs the key \"slice_target\"")]
    [InlineData("target: 0.999, window_days: 30, budgeting: timeslices, slice_minutes: 7, slice_target: 95", "7:83: \"slice_minutes\" must divide an hour (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60), found 7", "7:100: \"slice_target\" must be a number above 0 and at most 1, found 95: did you mean 0.95?")]
    [InlineData("target: 0.999, window_days: 30, slice_target: 0.9", "7:45: \"slice_target\" needs \"budgeting: timeslices\"")]
    [InlineData("target: 0.999, window_days: 30, low_traffic: {significance: 0, minimum_bad: -1}", "7:73: \"significance\" must be a number above 0 and at most 1, found 0", "7:89: \"minimum_bad\" must be a whole number from 0 to 1000000000000, found -1")]
    public void A_wrong_SLO_is_refused(string slo, params string[] problems) => Refused(PolicyTexts.Service(slo), problems);

    [Theory]
    [InlineData("metric: x_bucket", "6:21: \"metric\" \"x_bucket\" is a histogram's buckets and needs \"le\", the bucket's bound up to which an event is good")]
    [InlineData("metric: x_bucket, le: fast", "6:35: \"le\" must be a number, found \"fast\"")]
    [InlineData("metric: x_bucket, le: +Inf", "6:35: \"le\" must be a number, found \"+Inf\"")]
    [InlineData("metric: x_total, le: 0.5", "6:34: \"le\" is for a histogram's buckets; the metric's name must end in _bucket")]
    [InlineData("metric: 'x{a=\"b\"}'", "6:21: \"metric\" \"x{a=\"b\"}\" must be letters, digits, \"_\" or \":\", not beginning with a digit; labels go into \"matchers\"")]
    [InlineData("label: co-de", "6:20: \"label\" \"co-de\" must be a label: letters, digits or \"_\", not beginning with a digit")]
    [InlineData("label: a, status_label: a", "6:20: \"label\" and \"status_label\" mean the same; leave one out")]
    [InlineData("service_label: code", "6:28: \"service_label\" and \"status_label\" must be different labels")]
    [InlineData("success_values: ['2(0', 201, '(?=x)', 201]", "6:30: the success value \"2(0\" is no valid regular expression: insufficient closing parentheses at character 3", "6:42: the success value \"(?=x)\" is no valid regular expression: look-arounds, back-references and very large repetitions are not allowed", "6:51: \"201\" stands twice in \"success_values\"")]
    [InlineData("success_values: [200, 200]", "6:35: \"200\" stands twice in \"success_values\"")]
    [InlineData("success_values: []", "6:29: \"success_values\" must not be an empty list")]
    [InlineData("success_values: 2..", "6:29: \"success_values\" must be a list, found \"2..\"")]
    [InlineData("matchers: {e-nv: prod, service: x}", "6:24: the label \"e-nv\" must be letters, digits or \"_\", not beginning with a digit", "6:36: the matcher \"service\" is about a label that another key of the SLI matches")]
    [InlineData("matchers: ['env', 'a=~\"(\"']", "6:24: the matcher \"env\" must have the form label=\"value\" (or !=, =~, !~)", "6:31: the matcher \"a=~\"(\"\" has no valid regular expression: insufficient closing parentheses at character 1")]
    [InlineData("source: thanoss", "6:21: there is no source \"thanoss\": did you mean \"thanos\"?; declared are thanos")]
    [InlineData("total: 't[{{window}}]'", "6:12: sli needs \"good\" or \"bad\" beside \"total\"")]
    [InlineData("good: 'g[{{window}}]'", "6:12: sli needs the key \"total\"")]
    [InlineData("good: 'g[{{window}}]', bad: 'b[5m]', total: 't[{{window}}]', metric: x", "6:12: sli has both \"good\" and \"bad\"; leave one out", "6:41: \"bad\" must contain {{window}} where the length of a bucket goes, for example increase(errors_total[{{window}}])", "6:74: \"metric\" has no effect beside queries: an SLI has either \"total\" and \"good\" (or \"bad\"), or a metric")]
    public void A_wrong_SLI_is_refused(string sli, params string[] problems) =>
        Refused(PolicyTexts.Service(sli: sli, top: "sources: {thanos: {url: 'http://thanos'}}"), problems);

    [Theory]
    [InlineData("fast: {window_minutes: 5, multiplier: 0.5}", "8:58: \"multiplier\" 0.5 would fire while the service is on budget: a burn rate of 1 just spends it; at least 1 is allowed")]
    [InlineData("fast: {window_minutes: 5, multiplier: 1000.1}", "8:58: \"multiplier\" 1000.1 can never fire: at the target of shop/availability (99.9 %) the burn rate is at most 1000")]
    [InlineData("fast: {window_minutes: 43201, multiplier: 2}", "8:43: \"window_minutes\" 43201 is longer than the window of shop/availability (30 d, 43200 minutes)")]
    [InlineData("fast: {window_minutes: 5, multiplier: 2, confirm_window_minutes: 5}", "8:85: \"confirm_window_minutes\" 5 must be shorter than the window of 5 minutes; none (or 0) is allowed")]
    [InlineData("fast: {window_minutes: 5, multiplier: 2, confirm_window_minutes: no}", "8:85: \"confirm_window_minutes\" must be a whole number from 0 to 576000, found \"no\"")]
    [InlineData("page: {window_minutes: 5, multiplier: 2}", "8:20: the rule \"page\" needs \"severity: fast\", \"slow\" or \"critical\"; only rules of these names have one by themselves")]
    [InlineData("page: {window_minutes: 5, multiplier: 2, severity: urgent}", "8:71: \"severity\" must be fast, slow or critical, found \"urgent\"")]
    [InlineData("fast: {window_minutes: 5}", "8:26: burn rate needs the key \"multiplier\"")]
    [InlineData("fast: {window_minutes: 5, threshold: 2}", "8:26: burn rate needs the key \"multiplier\"", "8:46: unknown key \"threshold\" in burn rate (known keys: window_minutes, multiplier, confirm_window_minutes, hold_minutes, severity, low_traffic)")]
    [InlineData("fast: {window_minutes: 5, multiplier: 2}, FAST: {window_minutes: 5, multiplier: 2, severity: fast}", "8:62: the rule \"FAST\" stands twice; names that differ only in case are the same")]
    [InlineData("f/a: {window_minutes: 5, multiplier: 2, severity: fast}", "8:20: the rule's name \"f/a\" must be 1 to 100 letters, digits, \"-\", \"_\" or \".\", beginning with a letter or digit")]
    public void A_wrong_burn_rate_rule_is_refused(string rules, params string[] problems) =>
        Refused(PolicyTexts.Service(rest: $"burn_rates: {{{rules}}}"), problems);

    [Fact]
    public void A_rule_that_does_not_fit_the_slices_is_refused() => Refused(
        PolicyTexts.Service(
            "target: 0.99, window_days: 30, budgeting: timeslices, slice_minutes: 10, slice_target: 0.9",
            rest: "burn_rates:\n  fast: {window_minutes: 65, multiplier: 14}\n  slow: {window_minutes: 120, multiplier: 6, confirm_window_minutes: 5}"),
        "9:32: \"window_minutes\" 65 is no multiple of the slices of shop/availability (10 minutes)",
        "10:76: \"confirm_window_minutes\" 5 is no multiple of the slices of shop/availability (10 minutes)");

    [Theory]
    [InlineData("release_gate: {treshold_pct: 30}", "9:24: unknown key \"treshold_pct\" in release_gate: did you mean \"threshold_pct\"? (known keys: threshold_pct, action, approval_override, sign_off_max_minutes, zones, on_unknown, stale_after_minutes, exempt_changes, dry_run)")]
    [InlineData("release_gate: {threshold_pct: 120}", "9:39: \"threshold_pct\" must be a number from 0 to 100, found 120")]
    [InlineData("release_gate: {action: blok}", "9:32: \"action\" must be block, sign-off, monitor or none, found \"blok\": did you mean \"block\"?")]
    [InlineData("release_gate: {approval_override: yes}", "9:43: \"approval_override\" must be true or false, found \"yes\"")]
    [InlineData("release_gate: {exempt_changes: [fix, standard]}", "9:46: \"exempt_changes\" must be fix, rollback or critical, found \"standard\"")]
    [InlineData("release_gate: {threshold_pct: 20, zones: {sign_off_from_pct: 20}}", "9:39: \"threshold_pct\" says the same as \"sign_off_from_pct\" in zones with this action; leave one out")]
    [InlineData("release_gate: {zones: {sign_off_from_pct: 60, monitor_from_pct: 50}}", "9:31: zones must not overlap: sign_off_from_pct (60) must be at most monitor_from_pct (50), and that at most standard_above_pct (80)")]
    [InlineData("feature_flag: {burn_threshold: 0.5}", "9:40: \"burn_threshold\" 0.5 would switch flags off while the service is on budget; at least 1 is allowed")]
    [InlineData("feature_flag: {burn_threshold: 2000}", "9:40: \"burn_threshold\" 2000 can never be reached: at the target of shop/availability (99.9 %) the burn rate is at most 1000")]
    [InlineData("notification: {when: [fast_burn]}", "9:23: notification needs the key \"channels\"")]
    [InlineData("notification: {channels: ['slack:#x'], when: [fast, fast_burn]}", "9:55: \"when\" must be fast_burn, slow_burn, critical_burn, recovered, zone_changed, budget_exhausted, freeze or data_missing, found \"fast\"")]
    [InlineData("notification: {channels: ['slack:x', 'email:a@b.c', 'teams:a b', 'irc:x']}",
        "9:35: \"slack:x\" is no channel: a Slack channel is written slack:#name, in lower case",
        "9:46: \"email:a@b.c\" is no channel: mail is not supported; most receivers have a webhook",
        "9:61: \"teams:a b\" is no channel: the name must be 1 to 100 letters, digits, \"-\", \"_\" or \".\", beginning with a letter or digit",
        "9:74: \"irc:x\" is no channel: an address has the form slack:#NAME, pagerduty:NAME, teams:NAME or webhook:NAME")]
    public void Wrong_enforcement_is_refused(string enforcement, params string[] problems) =>
        Refused(PolicyTexts.Service(rest: $"enforcement:\n  {enforcement}"), problems);

    [Theory]
    [InlineData("{url: 'ftp://p'}", "3:31: \"url\" must be an address that starts with http:// or https://")]
    [InlineData("{url: 'http://p/?x=1'}", "3:31: \"url\" must not have a query (?) or fragment (#)")]
    [InlineData("{type: graphite, url: 'http://p'}", "3:32: \"type\" must be prometheus or azure-monitor, found \"graphite\"")]
    [InlineData("{}", "3:25: source needs the key \"url\"")]
    [InlineData("{url: 'http://p', timeout_seconds: 0, settle_seconds: 3601, gap_limit_minutes: 4}", "3:60: \"timeout_seconds\" must be a whole number from 1 to 300, found 0", "3:79: \"settle_seconds\" must be a whole number from 0 to 3600, found 3601", "3:104: \"gap_limit_minutes\" must be a whole number from 5 to 10080, found 4")]
    [InlineData("{url: 'http://p', resettle_minutes: 1441}", "3:61: \"resettle_minutes\" must be a whole number from 0 to 1440, found 1441")]
    [InlineData("{url: 'http://p', azure_managed: true}", "3:31: \"url\" must be https with azure_managed, because requests carry a token")]
    [InlineData("{url: 'https://p', tls: {cert_file: a}}", "3:49: \"tls\" needs \"cert_file\" and \"key_file\" together")]
    [InlineData("{url: 'http://p', tls: {ca_file: a}}", "3:48: \"tls\" has no effect: the url is not https")]
    [InlineData("{url: 'http://p', headers: {'a b': c, X-A: 1, x-a: 2}}", "3:53: \"a b\" is no valid name of an HTTP header", "3:71: the header \"x-a\" stands twice; names that differ only in case are the same")]
    [InlineData("{url: 'http://p', tenant_header: X}", "3:58: \"tenant_header\" needs \"tenant\"")]
    public void A_wrong_source_is_refused(string source, params string[] problems) =>
        Refused(PolicyTexts.Service(top: $"sources: {{prometheus: {source}}}"), problems);

    [Fact]
    public void Half_a_character_is_refused() =>
        Refused("services: {}\n# 😀 \ud800\n", "2:6: the character U+D800 is not allowed in YAML; is this a text file in UTF-8?");

    [Fact]
    public void SLOs_of_one_name_and_an_SLO_beside_the_list_are_refused() => Refused(
        """
        policy:
          version: "2.0"
          retention_days: 20
          services:
            - name: shop
              slo: {target: 0.9, window_days: 30}
              slos:
                - slo: {target: 0.9, window_days: 30}
                - name: Availability
                  slo: {target: 0.9, window_days: 30}
        """,
        "3:19: \"retention_days\" 20 is too short: shop/Availability needs 31, its window (30 d) and a day",
        "6:7: \"slo\" belongs into each of \"slos\"; a service has either one SLO or a list of them",
        "9:17: the SLO \"Availability\" stands twice in this service; give each its own \"name\" (names that differ only in case are the same)");

    [Fact]
    public void At_most_50_problems_of_a_file_are_shown_and_the_others_counted()
    {
        var reading = PolicyTexts.Read("policy:\n  version: '2.0'\n" + string.Concat(Enumerable.Range(0, 3_000).Select(i => $"  key{i}: 1\n")));

        Assert.Equal(51, reading.Problems.Length);
        Assert.Equal(Enumerable.Range(3, 50), reading.Problems.Take(50).Select(problem => problem.Line));
        Assert.Equal("policy.yaml:53:3: 2950 more problems from here on are not shown", reading.Problems[50].ToString());
    }

    [Fact]
    public void More_than_20000_SLOs_are_refused()
    {
        var text = "services:\n" + string.Concat(Enumerable.Range(0, 20_001).Select(i => $"  s{i}: {{target: 0.99, window_days: 30}}\n"));

        Assert.Equal("policy.yaml:1:1: the policy has 20,001 SLOs; at most 20,000 are allowed", Assert.Single(PolicyTexts.Read(text).Problems).ToString());
    }

    [Fact]
    public void Ten_thousand_services_are_one_policy()
    {
        var text = "services:\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"  s{i}: {{target: 0.99, window_days: 30}}\n"));

        Assert.Equal(10_000, PolicyTexts.Policy(text).Objectives.Select(objective => objective.Slo.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("pushed: yes", "1:72: \"pushed\" must be true or false, found \"yes\"")]
    [InlineData("pushed: 1", "1:72: \"pushed\" must be true or false, found \"1\"")]
    [InlineData("pushed: [true]", "1:72: \"pushed\" must be true or false, found a list")]
    [InlineData("pushd: true", "1:64: unknown key \"pushd\" in sli: did you mean \"pushed\"?")]
    [InlineData("pushed: true, latenes_minutes: 5", "1:78: unknown key \"latenes_minutes\" in sli: did you mean \"lateness_minutes\"?")]
    [InlineData("pushed: true, lateness_minutes: 0", "1:96: \"lateness_minutes\" must be a whole number from 1 to 2880, found 0")]
    [InlineData("pushed: true, lateness_minutes: 2881", "1:96: \"lateness_minutes\" must be a whole number from 1 to 2880, found 2881")]
    [InlineData("pushed: true, lateness_minutes: 1h", "1:96: \"lateness_minutes\" must be a whole number from 1 to 2880, found \"1h\"")]
    [InlineData("pushed: true, settle_seconds: -1", "1:94: \"settle_seconds\" must be a whole number from 0 to 3600, found -1")]
    [InlineData("pushed: true, settle_seconds: 3601", "1:94: \"settle_seconds\" must be a whole number from 0 to 3600, found 3601")]
    [InlineData("pushed: true, settle_seconds: 1.5", "1:94: \"settle_seconds\" must be a whole number from 0 to 3600, found 1.5")]
    [InlineData("pushed: true, metric: x_total", "1:78: \"metric\" has no effect beside \"pushed: true\": what is pushed is counted already")]
    [InlineData("pushed: true, source: main", "1:78: \"source\" has no effect beside \"pushed: true\": what is pushed is counted already")]
    [InlineData("pushed: false, lateness_minutes: 5", "1:79: \"lateness_minutes\" needs \"pushed: true\"; how long samples take to arrive stands in the source")]
    [InlineData("settle_seconds: 5", "1:64: \"settle_seconds\" needs \"pushed: true\"; how long samples take to arrive stands in the source")]
    public void What_is_wrong_about_pushed_counts_is_refused(string sli, string problem)
    {
        var reading = PolicyTexts.Read($"policy: {{version: '2.0', services: [{{name: nightly-jobs, sli: {{{sli}}}, slo: {{target: 0.9, window_days: 7}}}}]}}");
        Assert.Null(reading.Policy);
        Assert.StartsWith($"policy.yaml:{problem}", Assert.Single(PolicyTexts.Shown(reading)), StringComparison.Ordinal);
    }

    private static void Refused(string text, params string[] problems)
    {
        var reading = PolicyTexts.Read(text);
        Assert.Null(reading.Policy);
        Assert.Equal(problems.Select(problem => $"policy.yaml:{problem}"), PolicyTexts.Shown(reading));
    }
}
