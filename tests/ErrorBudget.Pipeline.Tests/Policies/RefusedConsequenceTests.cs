using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>Wrong channels, trackers, stores and what refers to them, with the exact messages people see.</summary>
public sealed class RefusedConsequenceTests
{
    private const string Address = "must be an address that starts with https:// (http:// is for this machine only)";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["URL"] = "https://hooks.example.com/s3cret",
        ["PLAIN"] = "http://hooks.example.com/s3cret",
        ["WORD"] = "s3cret",
        ["USER"] = "https://user:s3cret@hooks.example.com/",
        ["LONG"] = "https://hooks.example.com/" + new string('x', 2_000),
        ["KEY"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ["SHORT"] = "whsec_czNjcmV0",
    };

    [Theory]
    [InlineData("'slack:#x': {}", "3:27: a Slack channel needs either \"webhook_url\" or \"bot_token\"")]
    [InlineData("'slack:#x': {webhook_url: '${URL}', bot_token: '${WORD}'}", "3:27: a Slack channel needs either \"webhook_url\" or \"bot_token\"")]
    [InlineData("'slack:#x': {webhook_url: '${URL}', api_url: 'https://slack.com'}", "3:51: \"api_url\" is for \"bot_token\"")]
    [InlineData("'slack:#x': {webhok_url: '${URL}'}",
        "3:27: a Slack channel needs either \"webhook_url\" or \"bot_token\"",
        "3:28: unknown key \"webhok_url\" in a Slack channel: did you mean \"webhook_url\"? (known keys: webhook_url, bot_token, api_url)")]
    [InlineData("'slack:#x': {webhook_url: 'https://hooks.slack.com/s3cret'}", "3:41: \"webhook_url\" is secret and must come from a setting, for example ${WEBHOOK_URL}; found a literal text")]
    [InlineData("'slack:#x': {bot_token: '${WORD}', api_url: 'http://slack.com/api'}", "3:59: \"api_url\" " + Address)]
    [InlineData("'slack:#x': {webhook_url: '${GONE}'}", "3:41: the setting GONE is not set (or is empty); ${GONE} takes its value")]
    [InlineData("'slack:x': {webhook_url: '${URL}'}", "3:15: \"slack:x\" is no channel: a Slack channel is written slack:#name, in lower case")]
    [InlineData("'irc:x': {url: '${URL}'}", "3:15: \"irc:x\" is no channel: an address has the form slack:#NAME, pagerduty:NAME, teams:NAME or webhook:NAME")]
    [InlineData("'pagerduty:x': {}", "3:30: a PagerDuty channel needs the key \"routing_key\"")]
    [InlineData("'pagerduty:x': {routing_key: '${WORD}', region: asia}", "3:63: \"region\" must be us or eu, found \"asia\"")]
    [InlineData("'pagerduty:x': {routing_key: '${WORD}', region: eu, api_url: 'https://p'}", "3:55: \"region\" has no effect with \"api_url\"")]
    [InlineData("'teams:x': {}", "3:26: a Teams channel needs the key \"webhook_url\"")]
    [InlineData("'teams:x': {webhook_url: '${PLAIN}'}", "3:40: \"webhook_url\" " + Address)]
    [InlineData("'teams:x': {webhook_url: '${WORD}'}", "3:40: \"webhook_url\" " + Address)]
    [InlineData("'teams:x': {webhook_url: '${USER}'}", "3:40: \"webhook_url\" must not hold a user name or password")]
    [InlineData("'teams:x': {webhook_url: '${LONG}'}", "3:40: \"webhook_url\" has 2,026 characters; at most 2,000 are allowed")]
    [InlineData("'teams:x': '${URL}'", "3:26: \"teams:x\" must have keys (webhook_url), found \"${URL}\"")]
    [InlineData("'webhook:x': {signing_keys: ['${KEY}']}", "3:28: a webhook channel needs the key \"url\"")]
    [InlineData("'webhook:x': {url: '${URL}', signing_keys: []}", "3:58: \"signing_keys\" must not be an empty list")]
    [InlineData("'webhook:x': {url: '${URL}', signing_keys: ['${KEY}', '${SHORT}', '${WORD}', whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}",
        "3:69: \"signing_keys\" must be whsec_ followed by the base64 of 24 bytes or more; what \"${SHORT}\" stands for is not",
        "3:81: \"signing_keys\" must be whsec_ followed by the base64 of 24 bytes or more; what \"${WORD}\" stands for is not",
        "3:92: \"signing_keys\" is secret and must come from a setting, for example ${SIGNING_KEYS}; found a literal text")]
    public void A_wrong_channel_is_refused(string channel, params string[] problems) => Refused($"channels: {{ {channel} }}", "", problems);

    [Theory]
    [InlineData("{}", "3:18: a tracker needs the key \"type\": azure-boards, github or jira")]
    [InlineData("5", "3:18: \"t\" must have keys (type and what that needs), found \"5\"")]
    [InlineData("{type: gitlab}", "3:25: \"type\" must be azure-boards, github or jira, found \"gitlab\": did you mean \"github\"?")]
    [InlineData("{type: github, project: OPS}",
        "3:18: a github tracker needs the key \"repository\"", "3:18: a github tracker needs the key \"token\"",
        "3:33: unknown key \"project\" in a github tracker; it belongs in an azure-boards tracker (known keys: type, repository, labels, token, api_url)")]
    [InlineData("{type: github, repository: shop, token: '${WORD}'}", "3:45: \"repository\" \"shop\" must have the form owner/name")]
    [InlineData("{type: github, repository: a/.., token: '${WORD}'}", "3:45: \"repository\" \"a/..\" must have the form owner/name")]
    [InlineData("{type: github, repository: a/b, token: s3cret}", "3:57: \"token\" is secret and must come from a setting, for example ${TOKEN}; found a literal text")]
    [InlineData("{type: github, repository: a/b, token: '${WORD}', labels: ['a,b', ok]}", "3:77: the label \"a,b\" must not hold \",\"")]
    [InlineData("{type: azure-boards}", "3:18: an azure-boards tracker needs the key \"organization\"", "3:18: an azure-boards tracker needs the key \"project\"")]
    [InlineData("{type: azure-boards, organization: contoso, project: a/b}", "3:53: \"organization\" " + Address, "3:71: \"project\" must not hold \"/\", \"\\\", \"?\", \"#\", \"%\", \":\", \"*\", \"\"\", \"<\", \">\" or \"|\"")]
    [InlineData("{type: azure-boards, organization: 'https://dev.azure.com/c?x=1', project: a}", "3:53: \"organization\" must not have a query (?) or fragment (#)")]
    [InlineData("{type: jira}",
        "3:18: a jira tracker needs the key \"site\"", "3:18: a jira tracker needs the key \"project\"",
        "3:18: a jira tracker needs the key \"user\"", "3:18: a jira tracker needs the key \"token\"")]
    [InlineData("{type: jira, site: 'https://c.atlassian.net', project: ops, user: 'a:b', token: '${WORD}', labels: [a b]}",
        "3:73: \"project\" \"ops\" must be a project's key: capital letters, digits and \"_\", for example OPS",
        "3:84: \"user\" must not hold \":\"", "3:118: the label \"a b\" must not hold a space")]
    public void A_wrong_tracker_is_refused(string tracker, params string[] problems) => Refused($"trackers: {{ t: {tracker} }}", "", problems);

    [Theory]
    [InlineData("{type: launchdarkly}", "3:28: \"type\" must be app-configuration or webhook, found \"launchdarkly\"")]
    [InlineData("{type: app-configuration}", "3:21: an app-configuration store needs the key \"endpoint\"")]
    [InlineData("{type: app-configuration, endpoint: 'http://c.azconfig.io'}", "3:57: \"endpoint\" " + Address)]
    [InlineData("{type: app-configuration, endpoint: 'https://c', label: 'a*'}", "3:77: \"label\" must not hold \"*\", \",\" or \"\\\"")]
    [InlineData("{type: app-configuration, endpoint: 'https://c', access_key_id: a}", "3:85: \"access_key_id\" and \"access_key\" belong together; without both, the app's own identity is used")]
    [InlineData("{type: app-configuration, endpoint: 'https://c', access_key_id: a, access_key: '${WORD}!'}", "3:100: \"access_key\" must be the base64 secret of the store's access key")]
    [InlineData("{type: webhook, url: 'https://flags/s3cret'}", "3:42: \"url\" is secret and must come from a setting, for example ${URL}; found a literal text")]
    [InlineData("{type: webhook, url: '${URL}', label: x}", "3:52: unknown key \"label\" in a webhook store; it belongs in sli (known keys: type, url, signing_keys)")]
    public void A_wrong_store_of_flags_is_refused(string store, params string[] problems) => Refused($"flag_stores: {{ s: {store} }}", "", problems);

    [Theory]
    [InlineData("tickets: {tracker: githup}", "9:28: there is no tracker \"githup\": did you mean \"github\"?; declared are github, jira")]
    [InlineData("tickets: {review: false}", "9:18: \"tickets\" need \"tracker\", the name of a tracker; declared are github, jira")]
    [InlineData("tickets: {tracker: none, review: false}", "9:34: \"review\" has no effect with \"tracker: none\"")]
    [InlineData("tickets: {tracker: github, sprint_below_pct: 101}", "9:54: \"sprint_below_pct\" must be a number from 0 to 100, found 101")]
    [InlineData("tickets: {tracker: github, on_recovery: reopen}", "9:49: \"on_recovery\" must be close or comment, found \"reopen\"")]
    [InlineData("tickets: {tracker: github, quiet_hours: {from: '22:00'}}", "9:49: quiet_hours needs the key \"to\"")]
    [InlineData("tickets: {tracker: github, quiet_hours: {from: 10pm, to: '24:00'}}",
        "9:56: \"from\" must be a time of day from 00:00 to 23:59, for example \"22:00\", found \"10pm\"",
        "9:66: \"to\" must be a time of day from 00:00 to 23:59, for example \"22:00\", found \"24:00\"")]
    [InlineData("tickets: {tracker: github, quiet_hours: {from: '22:00', to: '22:00', time_zone: Mars/Base}}", "9:89: \"time_zone\" \"Mars/Base\" is not known here; an IANA name is expected, for example Europe/Berlin")]
    [InlineData("tickets: {tracker: github, quiet_hours: {from: '22:00', to: '22:00'}}", "9:69: \"to\" is the same as \"from\": quiet hours that never end would keep every ticket back")]
    [InlineData("feature_flag: {flags: [a], store: liv}", "9:43: there is no flag store \"liv\": did you mean \"live\"?; declared are live, test")]
    [InlineData("feature_flag: {flags: [a]}", "9:31: \"flags\" need \"store\", the name of a flag store; declared are live, test")]
    [InlineData("feature_flag: {store: live, restore: never}", "9:24: \"store\" needs \"flags\", the ids of the flags that are switched", "9:37: \"restore\" needs \"flags\", the ids of the flags that are switched")]
    [InlineData("feature_flag: {flags: ['a:b', 'c%d', \"e\\u0007\", a, a], store: live, restore: always}",
        "9:32: the flag \"a:b\" must not hold \":\" or \"%\"", "9:39: the flag \"c%d\" must not hold \":\" or \"%\"",
        "9:46: the flag \"e \" must not hold a line break or another control character", "9:60: \"a\" stands twice in \"flags\"",
        "9:86: \"restore\" must be never or on_recovery, found \"always\"")]
    [InlineData("notification: {channels: ['slack:#x'], escalation: [{after_minutes: 5}, {after_minutes: 5, channels: ['slack:x']}, {after_minutes: 43201, channels: []}]}",
        "9:61: escalation needs the key \"channels\"",
        "9:97: two steps of \"escalation\" are after 5 minutes; put their channels into one",
        "9:111: \"slack:x\" is no channel: a Slack channel is written slack:#name, in lower case",
        "9:140: \"after_minutes\" must be a whole number from 0 to 43200, found 43201", "9:157: \"channels\" must not be an empty list")]
    public void Wrong_consequences_are_refused(string enforcement, params string[] problems) => Refused(
        "trackers: {github: {type: github, repository: a/b, token: '${WORD}'}, jira: {type: jira, site: 'https://j', project: A, user: u, token: '${WORD}'}}"
            + "\nflag_stores: {live: {type: webhook, url: '${URL}'}, test: {type: webhook, url: '${URL}'}}",
        $"enforcement:\n  {enforcement}",
        [.. problems.Select(Down)]);

    [Theory]
    [InlineData("tickets: {tracker: github}", "9:28: there is no tracker \"github\"; none is declared")]
    [InlineData("tickets: {}", "9:18: \"tickets\" need \"tracker\", the name of a tracker; none is declared")]
    [InlineData("feature_flag: {auto_rollback: true, flags: [a]}", "9:52: \"flags\" need \"store\", the name of a flag store; none is declared")]
    public void What_refers_to_nothing_is_refused(string enforcement, string problem) => Refused("", $"enforcement:\n  {enforcement}", problem);

    [Theory]
    [InlineData("site: http://budgets.example.com", "3:9: \"site\" " + Address)]
    [InlineData("site: https://budgets.example.com/?a", "3:9: \"site\" must not have a query (?) or fragment (#)")]
    [InlineData("operators: reliability", "3:14: \"operators\" must be a list, found \"reliability\"")]
    [InlineData("operators: ['slack:Ops']", "3:15: \"slack:Ops\" is no channel: a Slack channel is written slack:#name, in lower case")]
    [InlineData("trackers: {none: {type: azure-boards, organization: 'https://o', project: p}}", "3:14: a tracker cannot be named \"none\", which stands for no tracker")]
    [InlineData("trackers: {a b: {type: azure-boards, organization: 'https://o', project: p}}", "3:14: the tracker's name \"a b\" must be 1 to 100 letters, digits, \"-\", \"_\" or \".\", beginning with a letter or digit")]
    [InlineData("flag_stores: [a]", "3:16: \"flag_stores\" must be the names of stores of feature flags, each with a type, found a list")]
    [InlineData("defaults: {runbook: wiki}", "3:23: \"runbook\" " + Address)]
    public void A_wrong_top_is_refused(string top, string problem) => Refused(top, "", problem);

    [Fact]
    public void A_reference_that_many_SLOs_share_is_refused_once()
    {
        var services = string.Concat(Enumerable.Range(0, 3_000).Select(i => $"    - {{name: s{i}, slo: {{target: 0.99, window_days: 30}}}}\n"));
        var reading = PolicyTexts.Read($"policy:\n  version: '2.0'\n  defaults: {{enforcement: {{tickets: {{tracker: gone}}}}}}\n  services:\n{services}");

        Assert.Equal("policy.yaml:3:47: there is no tracker \"gone\"; none is declared", Assert.Single(reading.Problems).ToString());
    }

    [Fact]
    public void What_is_declared_twice_is_refused_where_it_stands_the_second_time()
    {
        var text = PolicyTexts.Service(top:
            "site: https://a\noperators: []\ntrackers: {t: {type: azure-boards, organization: 'https://o', project: p}}\nflag_stores: {s: {type: app-configuration, endpoint: 'https://e'}}\nchannels: {'teams:c': {webhook_url: '${URL}'}}");
        var again = text.Replace("name: shop", "name: cart", StringComparison.Ordinal).Replace("{t:", "{T:", StringComparison.Ordinal);

        var problems = PolicyReader.Read([new PolicyFile("one.yaml", text), new PolicyFile("two.yaml", again)], name => Settings.GetValueOrDefault(name)).Problems;

        Assert.Equal(
            [
                "two.yaml:3:9: \"site\" stands twice; it is already in one.yaml:3",
                "two.yaml:4:14: \"operators\" stands twice; it is already in one.yaml:4",
                "two.yaml:5:14: the tracker \"T\" stands twice; it is already in one.yaml:5 (names that differ only in case are the same)",
                "two.yaml:6:17: the flag store \"s\" stands twice; it is already in one.yaml:6 (names that differ only in case are the same)",
                "two.yaml:7:14: the channel \"teams:c\" stands twice; it is already in one.yaml:7 (names that differ only in case are the same)",
            ],
            problems.Select(problem => problem.ToString()));
    }

    /// <summary>The same place one line further down, for policies that begin with two lines instead of one.</summary>
    private static string Down(string problem) => $"10{problem[1..]}";

    private static void Refused(string top, string rest, params string[] problems)
    {
        var reading = PolicyTexts.Read(PolicyTexts.Service(rest: rest, top: top), Settings);
        Assert.Null(reading.Policy);
        Assert.Equal(problems.Select(problem => $"policy.yaml:{problem}"), PolicyTexts.Shown(reading));
        Assert.DoesNotContain(reading.Problems, problem => problem.Message.Contains("s3cret", StringComparison.Ordinal));
    }
}
