namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class SettingReferenceTests
{
    private const string Secret = "s3cret-value";

    [Fact]
    public void A_reference_takes_the_settings_value_wherever_a_value_stands()
    {
        var policy = PolicyTexts.Policy(
            PolicyTexts.Service("target: '${TARGET}', window_days: '${DAYS}'", "metric: 'x_${KIND}_total', success_values: ['${OK}']", "owner: team-${KIND}"),
            new() { ["TARGET"] = "0.99", ["DAYS"] = "28", ["KIND"] = "web", ["OK"] = "2.." });

        var objective = Assert.Single(policy.Objectives);
        Assert.Equal((new Target(0.99m), SloWindow.Rolling(28), "team-web"), (objective.Slo.Target, objective.Slo.Window, objective.Slo.Owner));
        Assert.Equal("prometheus|x_web_total|service|code|False|", FormattableString.Invariant($"{Family(objective)}"));
    }

    [Fact]
    public void Two_dollars_stand_for_one_and_a_value_is_not_looked_at_again()
    {
        var policy = PolicyTexts.Policy(PolicyTexts.Service(rest: "owner: $${A} ${B} $5"), new() { ["B"] = "${C}" });

        Assert.Equal("${A} ${C} $5", Assert.Single(policy.Objectives).Slo.Owner);
    }

    [Fact]
    public void A_setting_that_is_missing_or_empty_is_refused_by_name()
    {
        var reading = PolicyTexts.Read(PolicyTexts.Service(rest: "owner: ${GONE}${EMPTY}"), new() { ["EMPTY"] = "" });

        Assert.Equal(
            ["policy.yaml:8:14: the setting GONE is not set (or is empty); ${GONE} takes its value", "policy.yaml:8:14: the setting EMPTY is not set (or is empty); ${EMPTY} takes its value"],
            PolicyTexts.Shown(reading));
    }

    [Theory]
    [InlineData("${}")]
    [InlineData("${A B}")]
    [InlineData("${A")]
    [InlineData("${9}")]
    public void A_malformed_reference_is_refused(string value)
    {
        var problem = Assert.Single(PolicyTexts.Read(PolicyTexts.Service(rest: $"owner: '{value}'")).Problems);
        Assert.StartsWith("${ must be followed by a setting's name", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_message_shows_a_settings_value()
    {
        // The secret is put into every value of the example, where nearly all of them are wrong.
        var text = File.ReadAllText(PolicyTexts.Config("examples", "full.yaml"));
        var lines = text.Split('\n').Select(line => line.IndexOf(": ", StringComparison.Ordinal) is var at and > 0 && !line.TrimStart().StartsWith('#')
            ? line[..at] + ": \"${SECRET}\""
            : line);
        var settings = new Dictionary<string, string> { ["SECRET"] = Secret };

        var count = 0;
        foreach (var line in lines.Where(line => line.Contains("${SECRET}", StringComparison.Ordinal)).Distinct())
        {
            var changed = string.Join('\n', text.Split('\n').Select(old => old.StartsWith(line[..(line.IndexOf(':', StringComparison.Ordinal) + 2)], StringComparison.Ordinal) ? line : old));
            var problems = PolicyTexts.Read(changed, settings).Problems;
            Assert.DoesNotContain(problems, problem => problem.ToString().Contains(Secret, StringComparison.Ordinal));
            count += problems.Length;
        }

        Assert.True(count > 100, $"Only {count} problems: the test does not test much.");
    }

    [Theory]
    [InlineData("{ url: http://p, bearer_token: literal-s3cret }", "\"bearer_token\" is secret and must come from a setting, for example ${BEARER_TOKEN}; found a literal text")]
    [InlineData("{ url: http://p, basic_auth: {username: u, password: 12345678} }", "\"password\" is secret and must come from a setting, for example ${PASSWORD}; found a literal text")]
    [InlineData("{ url: http://p, headers: {authorization: literal-s3cret} }", "\"authorization\" is secret and must come from a setting, for example ${AUTHORIZATION}; found a literal text")]
    [InlineData("{ url: 'http://u:literal-s3cret@p' }", "\"url\" must not hold a user name or password; they go into basic_auth")]
    [InlineData("{ url: 'u:literal-s3cret@p' }", "\"url\" must be an address that starts with http:// or https://")]
    public void A_secret_in_the_file_is_refused_and_not_shown(string source, string message)
    {
        var reading = PolicyTexts.Read(PolicyTexts.Service(top: $"sources: {{ prometheus: {source} }}"));

        Assert.Equal(message, Assert.Single(reading.Problems).Message);
    }

    private static string Family(Pipeline.Policies.Objective objective)
    {
        var family = Assert.IsType<Pipeline.Policies.MetricSli>(objective.Sli).Family;
        return $"{family.Source}|{family.Metric}|{family.ServiceLabel}|{family.StatusLabel}|{family.IsHistogram}|{family.Matchers}";
    }
}
