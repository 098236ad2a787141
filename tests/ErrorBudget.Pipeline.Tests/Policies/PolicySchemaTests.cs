using System.Text.Json.Nodes;
using ErrorBudget.Pipeline.Policies.Reading;
using NJsonSchema;

namespace ErrorBudget.Pipeline.Tests.Policies;

/// <summary>The JSON Schema that editors use says the same as the reader.</summary>
public sealed class PolicySchemaTests
{
    private static readonly string SchemaText = File.ReadAllText(PolicyTexts.Config("error-budget-policy.schema.json"));

    [Theory]
    [InlineData("slo_config.yaml")]
    [InlineData("error-budget-policy.yaml")]
    [InlineData("examples/full.yaml")]
    public async Task The_examples_are_valid(string file) =>
        Assert.Empty(await Errors(await File.ReadAllTextAsync(PolicyTexts.Config(file), TestContext.Current.CancellationToken)));

    [Fact]
    public void The_reader_and_the_schema_know_the_same_sections_and_keys()
    {
        var schema = JsonNode.Parse(SchemaText)!;
        var definitions = schema["definitions"]!.AsObject()
            .Where(definition => definition.Value!["properties"] is not null)
            .ToDictionary(definition => definition.Key, definition => Keys(definition.Value!));
        definitions["file"] = Keys(schema);

        Assert.Equal(Sections.All.Select(section => section.Name).Order(), definitions.Keys.Order());
        Assert.All(Sections.All, section => Assert.Equal((section.Name, Joined(section.Keys)), (section.Name, Joined(definitions[section.Name]))));
    }

    [Fact]
    public void Every_key_of_the_policy_format_stands_in_the_full_example()
    {
        var keys = new HashSet<string>();
        Collect(YamlJson.Parse(File.ReadAllText(PolicyTexts.Config("examples", "full.yaml"))), keys);

        Assert.Equal([], Sections.All.Where(section => section.Format == FileFormat.Policy && section != Sections.File).SelectMany(section => section.Keys).Except(keys));
    }

    [Fact]
    public void Every_key_is_described_in_the_documentation()
    {
        var text = File.ReadAllText(Path.Combine(PolicyTexts.Root, "docs", "policy.md"));

        Assert.Equal([], Sections.All.SelectMany(section => section.Keys).Distinct().Where(key => !text.Contains($"`{key}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_property_has_a_description_or_refers_to_one()
    {
        var definitions = JsonNode.Parse(SchemaText)!["definitions"]!.AsObject();
        var properties = definitions.SelectMany(definition => definition.Value!["properties"]?.AsObject().Select(property => (Name: $"{definition.Key}.{property.Key}", property.Value)) ?? []);

        Assert.Equal([], properties.Where(property => property.Value!["description"] is null && property.Value["$ref"] is null).Select(property => property.Name));
    }

    [Theory]
    [InlineData("target: 99.9, window_days: 30", "", "")]
    [InlineData("target: '0.999', window_days: 30", "", "")]
    [InlineData("target: 0.999, window_days: 401", "", "")]
    [InlineData("target: 0.999", "", "")]
    [InlineData("target: 0.999, windowDays: 30", "", "")]
    [InlineData("target: 0.999, window: decade", "", "")]
    [InlineData("target: 0.999, window_days: 30, budgeting: timeslices, slice_minutes: 7, slice_target: 0.9", "", "")]
    [InlineData("target: 0.999, window_days: 30", "le: fast, metric: x_bucket", "")]
    [InlineData("target: 0.999, window_days: 30", "metric: 'x{a}'", "")]
    [InlineData("target: 0.999, window_days: 30", "good: 'x[5m]', total: 'y[{{window}}]'", "")]
    [InlineData("target: 0.999, window_days: 30", "journey: {method: sum, members: [{service: shop}]}", "")]
    [InlineData("target: 0.999, window_days: 30", "journey: {method: all_met, members: []}", "")]
    [InlineData("target: 0.999, window_days: 30", "journey: {method: all_met, members: [{slo: availability}]}", "")]
    [InlineData("target: 0.999, window_days: 30", "journey: {method: weighted_sum, members: [{service: shop, weight: 0.5}]}", "")]
    [InlineData("target: 0.999, window_days: 30", "", "burn_rates: {fast: {window_minutes: 0, multiplier: 2}}")]
    [InlineData("target: 0.999, window_days: 30", "", "burn_rates: {fast: {window_minutes: 60, multiplier: 0.5}}")]
    [InlineData("target: 0.999, window_days: 30", "", "burn_rates: {'f st': {window_minutes: 60, multiplier: 2}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {release_gate: {action: bloc}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {release_gate: {approval_override: yes}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {release_gate: {sign_off_max_minutes: 20161}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {notification: {channels: ['email:a@b.c']}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {notification: {when: [fast_burn]}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {notification: {channels: ['teams:a'], escalation: [{after_minutes: 43201, channels: ['teams:a']}]}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {notification: {channels: ['teams:a'], escalation: [{channels: ['teams:a']}]}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {tickets: {sprint_below_pct: 101}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {tickets: {on_recovery: reopen}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {tickets: {quiet_hours: {from: '22:00', to: '24:00'}}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {feature_flag: {flags: ['a:b']}}")]
    [InlineData("target: 0.999, window_days: 30", "", "enforcement: {feature_flag: {restore: always}}")]
    [InlineData("target: 0.999, window_days: 30", "", "runbook: http://wiki.example.com")]
    public async Task What_the_schema_refuses_the_reader_refuses_too(string slo, string sli, string rest)
    {
        var text = PolicyTexts.Service(slo, sli, rest);

        Assert.NotEmpty(await Errors(text));
        Assert.NotEmpty(PolicyTexts.Read(text).Problems);
    }

    [Theory]
    [InlineData("site: budgets.example.com")]
    [InlineData("operators: ['email:a@b.c']")]
    [InlineData("channels: {'slack:#a': {}}")]
    [InlineData("channels: {'slack:#a': {webhook_url: '${A}', bot_token: '${A}'}}")]
    [InlineData("channels: {'slack:#a': {webhook_url: 'https://hooks.slack.com/x'}}")]
    [InlineData("channels: {'teams:a': {routing_key: '${A}'}}")]
    [InlineData("channels: {'pagerduty:a': {routing_key: '${A}', region: asia}}")]
    [InlineData("channels: {'webhook:a': {url: '${A}', signing_keys: []}}")]
    [InlineData("channels: {'irc:a': {url: '${A}'}}")]
    [InlineData("trackers: {none: {type: azure-boards, organization: 'https://o', project: p}}")]
    [InlineData("trackers: {a: {organization: 'https://o', project: p}}")]
    [InlineData("trackers: {a: {type: github, repository: shop, token: '${A}'}}")]
    [InlineData("trackers: {a: {type: jira, site: 'https://j', project: ops, user: u, token: '${A}'}}")]
    [InlineData("trackers: {a: {type: azure-boards, organization: 'https://o', project: p, labels: [a]}}")]
    [InlineData("flag_stores: {a: {type: app-configuration}}")]
    [InlineData("flag_stores: {a: {type: webhook, url: 'https://literal'}}")]
    public async Task What_the_schema_refuses_at_the_top_the_reader_refuses_too(string top)
    {
        var text = PolicyTexts.Service(top: top);

        Assert.NotEmpty(await Errors(text));
        Assert.NotEmpty(PolicyTexts.Read(text, new() { ["A"] = "https://example.com" }).Problems);
    }

    private static async Task<IEnumerable<string>> Errors(string yaml)
    {
        var schema = await JsonSchema.FromJsonAsync(SchemaText, TestContext.Current.CancellationToken);
        return schema.Validate(YamlJson.Parse(yaml)!.ToJsonString()).Select(error => error.ToString());
    }

    private static IEnumerable<string> Keys(JsonNode definition) => definition["properties"]!.AsObject().Select(property => property.Key);

    private static string Joined(IEnumerable<string> keys) => string.Join(' ', keys.Order(StringComparer.Ordinal));

    private static void Collect(JsonNode? node, HashSet<string> keys)
    {
        foreach (var child in (node as JsonArray)?.AsEnumerable() ?? []) Collect(child, keys);
        foreach (var (key, value) in (node as JsonObject)?.AsEnumerable() ?? [])
        {
            keys.Add(key);
            Collect(value, keys);
        }
    }
}
