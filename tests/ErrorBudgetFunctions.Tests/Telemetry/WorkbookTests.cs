using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ErrorBudget.Pipeline.Telemetry;
using ErrorBudget.Testing;

namespace ErrorBudgetFunctions.Tests.Telemetry;

/// <summary>infra/dashboards/workbook.json: its queries are KQL by Kusto's own parser, and ask for nothing that the app does not send.</summary>
public sealed partial class WorkbookTests(AppInProcess app) : IClassFixture<AppInProcess>
{
    /// <summary>The columns of Log Analytics' tables that the queries may use (Azure Monitor Logs reference).</summary>
    private static readonly Dictionary<string, string> Tables = new()
    {
        ["AppTraces"] = "(TimeGenerated: datetime, Message: string, SeverityLevel: int, Properties: dynamic, AppRoleName: string, AppRoleInstance: string, OperationId: string, ParentId: string, OperationName: string)",
        ["AppMetrics"] = "(TimeGenerated: datetime, Name: string, ItemCount: int, Sum: real, Min: real, Max: real, Properties: dynamic, AppRoleName: string, AppRoleInstance: string)",
        ["AppRequests"] = "(TimeGenerated: datetime, Id: string, Name: string, Url: string, Success: bool, ResultCode: string, DurationMs: real, Properties: dynamic, AppRoleName: string, OperationId: string, ParentId: string)",
        ["AppDependencies"] = "(TimeGenerated: datetime, Id: string, Name: string, Target: string, DependencyType: string, Data: string, Success: bool, ResultCode: string, DurationMs: real, Properties: dynamic, AppRoleName: string, OperationId: string, ParentId: string)",
        ["AppExceptions"] = "(TimeGenerated: datetime, ProblemId: string, ExceptionType: string, OuterMessage: string, InnermostMessage: string, Properties: dynamic, AppRoleName: string, OperationId: string)",
    };

    /// <summary>What the exporter itself adds to every log record.</summary>
    private static readonly string[] Added = ["EventName", "CategoryName", "OriginalFormat"];

    private static readonly Dictionary<string, string> Queries = Read();

    [Fact]
    public async Task Every_query_is_understood_by_Kustos_own_parser()
    {
        Assert.True(Queries.Count > 20, $"{Queries.Count} queries were found");
        Assert.Equal("{}", await CheckAsync(Queries));

        // The check would see a mistake.
        Assert.Contains("NoSuchColumn", await CheckAsync(new Dictionary<string, string> { ["wrong"] = "AppTraces | where NoSuchColumn == 1" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_metric_and_its_attributes_are_those_that_the_app_records()
    {
        using var measured = new Measured(app);
        var asked = Queries.Where(query => query.Value.StartsWith("AppMetrics", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(asked);
        foreach (var (title, query) in asked)
        {
            var names = MetricNames().Matches(query).Select(match => match.Value.Trim('"')).ToArray();
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.True(measured.Instruments.ContainsKey(name), $"{title}: there is no metric {name}"));
            foreach (var attribute in Attributes(query))
                Assert.All(names, name => Assert.True(measured.AttributesOf(name).Contains(attribute), $"{title}: {name} has no attribute {attribute}"));
        }
    }

    [Fact]
    public void Every_record_and_its_attributes_are_those_that_the_app_logs()
    {
        var asked = Queries.Where(query => query.Value.StartsWith("AppTraces", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(asked);
        foreach (var (title, query) in asked)
        {
            var events = EventNames().Matches(query).Select(match => match.Groups[1].Value).ToArray();
            Assert.All(events, name => Assert.True(LogTemplates.All.ContainsKey(name), $"{title}: there is no record {name}"));
            foreach (var attribute in Attributes(query).Except(Added))
                Assert.True(events.Length == 1 && LogTemplates.All[events[0]].Contains(attribute), $"{title}: {attribute} is no attribute of {string.Join(", ", events)}");
        }
    }

    [Fact]
    public void Every_attribute_of_a_span_has_a_name_that_spans_have()
    {
        var names = typeof(TelemetryName).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToHashSet();
        var asked = Queries.Where(query => query.Value.StartsWith("AppDependencies", StringComparison.Ordinal)).SelectMany(query => Attributes(query.Value)).ToArray();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains(name, names));
    }

    /// <summary>Every query by its title, with the workbook's parameters filled in.</summary>
    private static Dictionary<string, string> Read()
    {
        var workbook = JsonNode.Parse(File.ReadAllText(Path.Combine(AppProcess.Repository, "infra", "dashboards", "workbook.json")))!;
        Assert.Equal("Notebook/1.0", (string?)workbook["version"]);
        return Items(workbook).Where(item => (string?)item["query"] is not null && (int?)item["queryType"] == 0).ToDictionary(
            item => (string?)item["title"] ?? $"parameter {(string)item["name"]!}",
            item => Grain().Replace((string)item["query"]!, "5m"));
    }

    private static IEnumerable<JsonObject> Items(JsonNode? node) => node switch
    {
        JsonObject one => [one, .. one.SelectMany(property => Items(property.Value))],
        JsonArray many => many.SelectMany(Items),
        _ => [],
    };

    private static IEnumerable<string> Attributes(string query) =>
        Member().Matches(query).Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value).Distinct();

    private static async Task<string> CheckAsync(IReadOnlyDictionary<string, string> queries)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppProcess.Repository, "tests", "kusto", "check.js")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        var errors = node.StandardError.ReadToEndAsync(patience.Token);
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { tables = Tables, queries }));
        node.StandardInput.Close();
        var found = await node.StandardOutput.ReadToEndAsync(patience.Token);
        await node.WaitForExitAsync(patience.Token);
        Assert.True(node.ExitCode == 0, $"tests/install.sh installs the parser. {await errors}");
        return found.Trim();
    }

    [GeneratedRegex(@"Properties\.(\w+)|Properties\[""([^""]+)""\]")]
    private static partial Regex Member();

    [GeneratedRegex(@"""errorbudget\.[a-z_.]+""(?!\])")]
    private static partial Regex MetricNames();

    [GeneratedRegex(@"Properties\.EventName\) == ""(\w+)""")]
    private static partial Regex EventNames();

    [GeneratedRegex(@"\{TimeRange:grain\}")]
    private static partial Regex Grain();
}
