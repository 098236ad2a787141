using ErrorBudget.Pipeline.AzureMonitor;
using ErrorBudget.Pipeline.Collect;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.AzureMonitor;

/// <summary>Events that are counted by logs.</summary>
public sealed class LogTests
{
    private const string Kql = "AppRequests | where TimeGenerated >= {{from}} and TimeGenerated < {{to}} | summarize Good = sumif(ItemCount, Success == true), Total = sum(ItemCount) by Time = bin(TimeGenerated, {{bin}})";

    [Fact]
    public async Task Requests_are_counted_by_role_operation_success_and_duration_and_a_sampled_row_counts_for_all_it_stands_for()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(0, "shop", true, itemCount: 20, durationMs: 500);
        scene.Add(0, "shop", true, itemCount: 3, durationMs: 500.1);
        scene.Add(0, "shop", false, itemCount: 5, operation: "POST /orders");
        scene.Add(0, "shop", null, operation: "POST /orders");
        scene.Add(0, "Shop", true, itemCount: 1000);
        scene.Add(2, "shop", true);

        var reading = await scene.ReadAsync(
            3,
            MonitorScene.Objective("all", MonitorScene.Requests("shop")),
            MonitorScene.Objective("fast", MonitorScene.Requests("shop", 500)),
            MonitorScene.Objective("orders", MonitorScene.Requests("shop", null, "POST /orders")));
        Assert.Empty(reading.Failures);
        Assert.Equal([Bucket.Of(23, 29), Bucket.Unknown, Bucket.Of(1, 1)], Of("all"));
        Assert.Equal([Bucket.Of(20, 29), Bucket.Unknown, Bucket.Of(1, 1)], Of("fast"));
        Assert.Equal([Bucket.Of(0, 6), Bucket.Unknown, Bucket.Unknown], Of("orders"));
        Assert.Single(scene.Server.Queries);

        IEnumerable<Bucket> Of(string service) => reading.Counts.Single(counts => counts.Key.Service == service).Value;
    }

    [Fact]
    public async Task All_SLOs_of_a_workspace_share_a_query_a_hundred_at_a_time()
    {
        await using var scene = await MonitorScene.StartAsync();
        for (var role = 0; role < 150; role++) scene.Add(1, $"role-{role}", true, itemCount: role + 1);
        var reading = await scene.ReadAsync(2, [.. Enumerable.Range(0, 150).Select(role => MonitorScene.Objective($"role-{role}", MonitorScene.Requests($"role-{role}")))]);
        Assert.Empty(reading.Failures);
        Assert.All(reading.Counts, counts => Assert.Equal([Bucket.Unknown, Bucket.Of(1, 1)], counts.Value.Select(bucket => bucket.IsKnown ? Bucket.Of(1, 1) : bucket)));
        Assert.Equal(150 * 151 / 2, reading.Counts.Sum(counts => counts.Value[1].Total));
        Assert.Equal(2, scene.Server.Queries.Count);
    }

    [Fact]
    public async Task Hours_are_sums_that_know_how_many_minutes_had_requests()
    {
        await using var scene = await MonitorScene.StartAsync();
        for (var minute = 0; minute < 70; minute++) scene.Add(minute, "shop", minute % 7 != 0, itemCount: 2);
        Assert.Equal([Bucket.Of(102, 120, 60), Bucket.Of(18, 20, 10)], await scene.CountAsync(120, MonitorScene.Requests("shop"), Resolution.Hour));
    }

    [Fact]
    public async Task A_minute_without_rows_is_unknown_or_without_traffic_as_the_policy_says()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(1, "shop", true);
        Assert.Equal([Bucket.Unknown, Bucket.Of(1, 1)], await scene.CountAsync(2, MonitorScene.Requests("shop")));
        scene.Settings = scene.Settings with { EmptyIsNoTraffic = true };
        Assert.Equal([Bucket.Of(0, 0), Bucket.Of(1, 1)], await scene.CountAsync(2, MonitorScene.Requests("shop")));
        Assert.Equal([Bucket.Of(0, 0), Bucket.Of(1, 1)], await scene.CountAsync(2, new KqlSli { Query = Kql }));
        Assert.Equal([Bucket.Of(1, 1, 60)], await scene.CountAsync(60, MonitorScene.Requests("shop"), Resolution.Hour));
    }

    [Theory]
    [InlineData("a\" or true == true //")]
    [InlineData("a\\")]
    [InlineData("\\\" | take 0 //")]
    [InlineData("') | where 1 == 1 | summarize ('")]
    [InlineData("{{from}}")]
    [InlineData("roßkastanie 🌰")]
    public async Task Values_cannot_leave_their_literals(string hostile)
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(0, hostile, true, itemCount: 4, operation: hostile);
        scene.Add(0, "other", true, itemCount: 100);
        Assert.Equal([Bucket.Of(4, 4)], await scene.CountAsync(1, MonitorScene.Requests(hostile, null, hostile)));
    }

    [Fact]
    public async Task No_text_at_all_can_leave_its_literal()
    {
        await using var scene = await MonitorScene.StartAsync();
        var all = new string([.. Enumerable.Range(0, 0x2030).Select(code => (char)code)]);
        scene.Add(0, all, true, itemCount: 7);
        Assert.Equal([Bucket.Of(7, 7)], await scene.CountAsync(1, MonitorScene.Requests(all)));
    }

    [Fact]
    public async Task Own_KQL_is_asked_for_the_minutes_and_the_hours_that_are_read()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(-1, "shop", true);
        for (var minute = 0; minute < 61; minute++) scene.Add(minute, "shop", minute != 3, itemCount: 10);
        var minutes = await scene.CountAsync(60, new KqlSli { Query = Kql });
        Assert.Equal((60, 600, 10), (minutes.Count, minutes.Sum(bucket => bucket.Total), minutes[3].Bad));
        Assert.Equal([Bucket.Of(590, 600, 60), Bucket.Of(10, 10, 60)], await scene.CountAsync(120, new KqlSli { Query = Kql }, Resolution.Hour));
    }

    [Theory]
    [InlineData("AppRequests | summarize Good = count(), Total = count() by Time = bin(TimeGenerated, 1m) // {{from}}", "answered 400: BadArgumentError, SyntaxError")]
    [InlineData("AppRequests | where TimeGenerated >= {{from}} | summarize Good = count(), Total = count() by Time = bin(TimeGenerated, {{bin}})", "which was not asked for")]
    [InlineData("AppRequests | where TimeGenerated < {{to}} and TimeGenerated >= {{from}} | summarize Good = count() by Time = bin(TimeGenerated, {{bin}})", "without the column Total")]
    [InlineData("AppRequests | where TimeGenerated < {{to}} and TimeGenerated >= {{from}} | summarize Good = count(), Total = count() by Time = TimeGenerated", "which was not asked for")]
    [InlineData("AppRequests | where TimeGenerated < {{to}} and TimeGenerated >= {{from}} | summarize Good = count(), Total = count() by Time = AppRoleName", "no datetime")]
    public async Task A_query_of_another_form_is_a_failure_that_says_why(string kql, string reason)
    {
        await using var scene = await MonitorScene.StartAsync();
        for (var minute = 0; minute < 30; minute++) scene.Add(minute, "shop", true);
        Assert.Contains(reason, await scene.FailureAsync(new KqlSli { Query = kql }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_good_events_than_events_are_refused()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(0, "shop", true);
        var sli = new KqlSli { Query = Kql.Replace("sumif(ItemCount, Success == true)", "sumif(DurationMs, Success == true)", StringComparison.Ordinal) };
        var reading = await scene.ReadAsync(1, MonitorScene.Objective("shop", sli));
        Assert.Equal([Bucket.Unknown], reading.Counts.Single().Value);
        Assert.Contains("more good events (10) than events in total (1)", Assert.Single(reading.Rejections).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partial_answer_is_no_data()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Add(0, "shop", true);
        scene.Server.PartialError = "a shard did not answer";
        Assert.Contains("a part of the result only: PartialError, QueryLimit: a shard did not answer", await scene.FailureAsync(MonitorScene.Requests("shop")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_answer_is_no_data()
    {
        await using var scene = await MonitorScene.StartAsync();
        for (var minute = 0; minute < 3; minute++) scene.Add(minute, "shop", true);
        scene.Server.RowLimit = 2;
        Assert.Contains("exceed the set limit", await scene.FailureAsync(MonitorScene.Requests("shop")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_with_all_rows_there_can_be_is_taken_as_truncated()
    {
        var rows = string.Join(',', Enumerable.Repeat("[]", LogTable.MaximumRows));
        using var answer = System.Text.Json.JsonDocument.Parse($$"""{"tables":[{"name":"PrimaryResult","columns":[{"name":"Time","type":"datetime"}],"rows":[{{rows}}]}]}""");
        var failure = Assert.Throws<AzureMonitorException>(() => new LogTable("L", answer.RootElement, "Time", default));
        Assert.Contains("some may be missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_that_never_had_data_knows_nothing_even_if_empty_minutes_are_no_traffic()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Server.HasData = false;
        scene.Settings = scene.Settings with { EmptyIsNoTraffic = true };
        Assert.Equal([Bucket.Unknown, Bucket.Unknown], await scene.CountAsync(2, MonitorScene.Requests("shop")));
    }

    [Fact]
    public async Task The_logs_of_a_resource_are_asked_by_its_id()
    {
        await using var scene = await MonitorScene.StartAsync();
        scene.Settings = scene.Settings with { WorkspaceId = null, ResourceId = MonitorScene.Site };
        var path = "";
        scene.Server.Before = context =>
        {
            path = context.Request.Path;
            return Task.FromResult(false);
        };
        scene.Add(0, "shop", true);
        Assert.Equal([Bucket.Of(1, 1)], await scene.CountAsync(1, MonitorScene.Requests("shop")));
        Assert.Equal($"/v1{MonitorScene.Site}/query", path);
    }
}
