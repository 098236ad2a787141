using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance.Metrics;

/// <summary>The Grafana dashboards, as files and against what a real Prometheus has scraped.</summary>
[Collection(ScrapedCollection.Name)]
public sealed class DashboardTests(ScrapedWorld scraped)
{
    /// <summary>What has no sample where nothing of the sort is wrong.</summary>
    private static readonly string[] _mayBeEmpty = ["error_budget_time_to_exhaustion_seconds"];

    public static TheoryData<string> Boards => ["overview", "slo"];

    [Theory]
    [MemberData(nameof(Boards))]
    public void Grafana_10_can_import_it_and_no_panel_is_there_twice_or_covers_another(string board)
    {
        var dashboard = Read(board);
        Assert.True(dashboard.GetProperty("schemaVersion").GetInt32() >= 38);
        Assert.Equal($"error-budget-{board}", dashboard.GetProperty("uid").GetString());
        Assert.Equal(JsonValueKind.Null, dashboard.GetProperty("id").ValueKind);
        var panels = dashboard.GetProperty("panels").EnumerateArray().ToArray();
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var taken = new HashSet<(int, int)>();
        foreach (var panel in panels)
        {
            var (place, title) = (panel.GetProperty("gridPos"), panel.GetProperty("title").GetString());
            var (x, y, w, h) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            Assert.True(x >= 0 && w > 0 && h > 0 && x + w <= 24, title);
            for (var column = x; column < x + w; column++)
            {
                for (var row = y; row < y + h; row++) Assert.True(taken.Add((column, row)), $"{title} covers another panel");
            }

            Assert.NotEmpty(panel.GetProperty("description").GetString()!);
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target => Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString()));
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task Every_metric_and_label_it_asks_for_exists_and_every_query_is_answered(string board)
    {
        var series = (await scraped.QueryAsync("{job=\"error-budget\"}"))
            .GroupBy(item => item.Labels.GetProperty("__name__").GetString()!, item => item.Labels.EnumerateObject().Select(label => label.Name))
            .ToDictionary(metric => metric.Key, metric => metric.SelectMany(names => names).ToHashSet());
        foreach (var (title, expression) in Expressions(Read(board)))
        {
            var metrics = PromQlNames.Metrics(expression);
            Assert.NotEmpty(metrics);
            Assert.All(metrics, metric => Assert.True(series.ContainsKey(metric) || _mayBeEmpty.Contains(metric), $"{title}: there is no {metric}"));
            var labels = metrics.SelectMany(metric => series.GetValueOrDefault(metric, [])).ToHashSet();
            Assert.All(PromQlNames.Labels(expression), label => Assert.True(labels.Contains(label), $"{title}: no series has {label}"));

            var answer = await scraped.QueryAsync(Substituted(expression));
            if (!metrics.Any(_mayBeEmpty.Contains)) Assert.True(answer.Count > 0, $"{title}: {expression} finds nothing");
        }
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void What_it_asks_variables_for_exists_and_every_variable_that_is_used_is_declared(string board)
    {
        var dashboard = Read(board);
        var variables = dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("name").GetString()!).ToHashSet();
        Assert.True(variables.SetEquals(["datasource", "owner", "service", "slo"]));
        foreach (var (title, expression) in Expressions(dashboard))
            Assert.All(System.Text.RegularExpressions.Regex.Matches(expression, @"\$(\w+)"), used => Assert.True(variables.Contains(used.Groups[1].Value), $"{title}: {used}"));
        foreach (var link in dashboard.GetProperty("links").EnumerateArray())
            Assert.Contains(Boards.Select(other => other.Data), other => link.GetProperty("url").GetString()!.StartsWith($"/d/error-budget-{other}?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("max by (service, slo) (a_b{x=~\"c(d)\",y!=\"e}\"} and on (z) f) > 0.5", "a_b f", "service slo x y z")]
    [InlineData("count(a) or vector(0)", "a", "")]
    [InlineData("(1 - max(a:b{c=\"1\"})) * sum(rate_x)", "a:b rate_x", "c")]
    [InlineData("bottomk(10, time() - a[5m])", "a", "")]
    public void Names_are_found_in_expressions(string expression, string metrics, string labels)
    {
        Assert.Equal(metrics, string.Join(' ', PromQlNames.Metrics(expression).Order(StringComparer.Ordinal)));
        Assert.Equal(labels, string.Join(' ', PromQlNames.Labels(expression).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("check", "config", "--syntax-only", "scrape.yml")]
    public async Task Promtool_finds_no_fault_with_the_examples(params string[] arguments)
    {
        var file = Path.Combine(AppProcess.Repository, "infra", "dashboards", "prometheus", arguments[^1]);
        var (exitCode, output) = await Promtool.RunAsync("", [.. arguments[..^1], file]);
        Assert.True(exitCode == 0 && output.Contains("SUCCESS", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task No_alert_of_the_example_fires_while_all_is_well()
    {
        var metrics = (await scraped.ScrapeAsync()).Split('\n').Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).Append("up").ToHashSet();
        var expressions = File.ReadLines(Path.Combine(AppProcess.Repository, "infra", "dashboards", "prometheus", "alerts.yml")).Select(line => line.Trim()).Where(line => line.StartsWith("expr: ", StringComparison.Ordinal)).Select(line => line["expr: ".Length..]).ToArray();
        Assert.Equal(5, expressions.Length);
        foreach (var expression in expressions)
        {
            Assert.All(PromQlNames.Metrics(expression), metric => Assert.Contains(metric, metrics));

            // The service that is away has no counts at times; data are old where Prometheus' own are.
            if (!expression.Contains("data_through", StringComparison.Ordinal)) Assert.Empty(await scraped.QueryAsync(expression));
        }
    }

    private static IEnumerable<(string Title, string Expression)> Expressions(JsonElement dashboard) =>
        from panel in dashboard.GetProperty("panels").EnumerateArray()
        from target in panel.GetProperty("targets").EnumerateArray()
        select (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!);

    /// <summary>With the variables as Grafana fills them in: the spent service, and all owners.</summary>
    private static string Substituted(string expression) => expression
        .Replace("service=\"$service\",slo=\"$slo\"", "service=\"checkout\",slo=\"availability\"", StringComparison.Ordinal)
        .Replace("service=\"$service\"", "service=\"checkout\"", StringComparison.Ordinal)
        .Replace("$owner", ".*", StringComparison.Ordinal).Replace("$service", ".*", StringComparison.Ordinal).Replace("$slo", ".*", StringComparison.Ordinal);

    private static JsonElement Read(string board)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppProcess.Repository, "infra", "dashboards", "grafana", $"{board}.json")));
        return document.RootElement.Clone();
    }
}
