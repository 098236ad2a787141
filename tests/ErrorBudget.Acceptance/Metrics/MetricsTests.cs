using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance.Metrics;

/// <summary>GET /api/metrics of the built app: who may read it, what Prometheus and its tools make of it, and what it says.</summary>
[Collection(ScrapedCollection.Name)]
public sealed partial class MetricsTests(ScrapedWorld scraped)
{
    private const string DataThrough = "error_budget_data_through_timestamp_seconds";

    [Fact]
    public async Task Promtool_finds_no_fault_with_it()
    {
        Assert.Equal((0, ""), await Promtool.RunAsync(await scraped.ScrapeAsync(), "check", "metrics"));
        Assert.NotEqual(0, (await Promtool.RunAsync("# TYPE a gauge\na{x=1} 1\n", "check", "metrics")).ExitCode);
    }

    [Fact]
    public async Task Prometheus_scrapes_it_as_the_example_says_and_has_the_numbers_of_the_API()
    {
        await scraped.App.UntilAsync("the target is up", async () => (await scraped.QueryAsync("up{job=\"error-budget\"} == 1")).Count == 1, TimeSpan.FromSeconds(30));

        // The app evaluates meanwhile: what is compared is of the same minute, or it is compared again.
        IReadOnlyList<string> differences = ["not compared yet"];
        await scraped.App.UntilAsync("Prometheus and the API are of the same minute", async () =>
        {
            JsonElement[] budgets = [.. (await scraped.App.GetAsync("/api/budgets")).Body.EnumerateArray()];
            differences = await DifferencesAsync(budgets);
            var after = (await scraped.App.GetAsync("/api/budgets")).Body.EnumerateArray();
            return Minutes(budgets) == Minutes(after) && !differences.Any(difference => difference.StartsWith(DataThrough, StringComparison.Ordinal));
        }, TimeSpan.FromSeconds(60));
        Assert.Equal([], differences);
        Assert.Equal("1", Assert.Single(await scraped.QueryAsync("error_budget_sign_offs_in_force{service=\"checkout\"}")).Value);
        Assert.Equal("0", Assert.Single(await scraped.QueryAsync("error_budget_sign_offs_in_force{service=\"idle\"}")).Value);
        Assert.Equal("team-shop", Assert.Single(await scraped.QueryAsync("error_budget_slo_info{service=\"checkout\",runbook=~\"https.*\"}")).Labels.GetProperty("owner").GetString());
    }

    /// <summary>What Prometheus has scraped otherwise than the API says it.</summary>
    private async Task<IReadOnlyList<string>> DifferencesAsync(IReadOnlyList<JsonElement> budgets)
    {
        var differences = new List<string>();
        foreach (var budget in budgets)
        {
            var slo = $"{{service=\"{budget.GetProperty("service").GetString()}\",slo=\"{budget.GetProperty("slo").GetString()}\"}}";
            (string Metric, double Expected)[] numbers =
            [
                (DataThrough + slo, budget.GetProperty("dataThrough").GetDateTimeOffset().ToUnixTimeSeconds()),
                ("error_budget_remaining_pct" + slo, budget.GetProperty("remainingPct").GetDouble()),
                ("error_budget_consumed_total" + slo, budget.GetProperty("bad").GetDouble()),
                ("error_budget_target_ratio" + slo, budget.GetProperty("target").GetDouble()),
                ("error_budget_coverage_ratio" + slo, budget.GetProperty("coverage").GetDouble()),
                ($"sum without (result) (error_budget_window_events{slo})", budget.GetProperty("total").GetDouble()),
            ];
            foreach (var (expression, expected) in numbers)
            {
                var value = double.Parse(Assert.Single(await scraped.QueryAsync(expression)).Value, CultureInfo.InvariantCulture);
                if (Math.Abs(expected - value) > 0.00005001) differences.Add($"{expression} is {value}, not {expected}");
            }

            foreach (var (metric, label, property) in ((string, string, string)[])[("error_budget_state", "state", "state"), ("error_budget_zone", "zone", "zone"), ("error_budget_alert_state", "alert_state", "alertState")])
            {
                var state = Assert.Single(await scraped.QueryAsync($"{metric}{slo} == 1")).Labels.GetProperty(label).GetString();
                if (state != budget.GetProperty(property).GetString()) differences.Add($"{metric}{slo} is {state}");
            }
        }

        return differences;
    }

    private static string Minutes(IEnumerable<JsonElement> budgets) => string.Join(' ', budgets.Select(budget => budget.GetProperty("dataThrough").GetString()));

    [Fact]
    public async Task Every_metric_is_documented_with_its_labels_and_every_documented_one_is_there()
    {
        var documented = Row().Matches(await File.ReadAllTextAsync(Path.Combine(AppProcess.Repository, "docs", "metrics.md"), TestContext.Current.CancellationToken))
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["labels"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(label => label.Trim('`')).ToHashSet());
        var text = await scraped.ScrapeAsync();
        Assert.Equal(Head().Matches(text).Select(head => head.Groups["name"].Value).Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, labels) in documented)
        {
            var used = text.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal)).SelectMany(line => Label().Matches(line).Select(label => label.Groups["name"].Value)).ToHashSet();
            Assert.True(used.SetEquals(labels), $"{name} has the labels {string.Join(", ", used)}; docs/metrics.md says {string.Join(", ", labels)}");
        }
    }

    [Fact]
    public async Task It_is_compressed_where_that_is_asked_for_and_says_what_it_is()
    {
        using var plain = await GetAsync(scraped.App, Key("x-functions-key"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", plain.Content.Headers.ContentType!.ToString());
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        using var packed = await GetAsync(scraped.App, request => request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip")));
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        using var unpacked = new StreamReader(new GZipStream(await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress));
        var text = await unpacked.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("# HELP error_budget_remaining_pct ", text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_needed_unless_the_setting_lets_anybody_read_and_the_host_asks_for_none()
    {
        var settings = new Dictionary<string, string>(scraped.Settings);
        await using (var hosted = await AppProcess.StartAsync(settings, underHost: true))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hosted, _ => { }));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hosted, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "wrong-key-0123456789")));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(hosted, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ScrapedWorld.Key)));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(hosted, Key("x-functions-key")));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(hosted, request => request.RequestUri = new Uri($"/api/metrics?code={ScrapedWorld.Key}", UriKind.Relative)));
        }

        foreach (var name in settings.Keys.Where(name => name.StartsWith("ERRORBUDGET_KEYS__", StringComparison.Ordinal)).ToArray()) settings.Remove(name);
        await using (var hosted = await AppProcess.StartAsync(settings, underHost: true)) Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(hosted, _ => { }));
        await using (var alone = await AppProcess.StartAsync(settings)) Assert.Equal(HttpStatusCode.OK, await StatusAsync(alone, _ => { }));
        settings["ERRORBUDGET_METRICS_ACCESS"] = "anonymous";
        await using (var hosted = await AppProcess.StartAsync(settings, underHost: true)) Assert.Equal(HttpStatusCode.OK, await StatusAsync(hosted, _ => { }));
        settings["ERRORBUDGET_METRICS_ACCESS"] = "nobody";
        Assert.Contains("expected key or anonymous", (await Assert.ThrowsAsync<TimeoutException>(() => AppProcess.StartAsync(settings))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_row_costs_its_own_series_and_is_seen()
    {
        var settings = scraped.World.Settings(scraped.World.WritePolicy());
        await using (var app = await AppProcess.StartAsync(settings)) await World.CompleteAsync(app);
        var table = new TableClient(settings["AzureWebJobsStorage"], settings["ERRORBUDGET_TABLE"]);
        var head = await table.QueryAsync<TableEntity>("RowKey eq 'h|checkout|availability'", cancellationToken: TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);
        head["Record"] = (byte[])[255, 1, 2];
        await table.UpdateEntityAsync(head, head.ETag, TableUpdateMode.Replace, TestContext.Current.CancellationToken);

        settings["ERRORBUDGET_METRICS_ACCESS"] = "anonymous";
        await using var reader = await AppProcess.StartAsync(settings, underHost: true);
        var text = await reader.Client.GetStringAsync("/api/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("error_budget_scrape_success{part=\"snapshots\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("error_budget_scrape_success{part=\"runs\"} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("error_budget_remaining_pct{service=\"checkout\"", text, StringComparison.Ordinal);
        Assert.Contains("error_budget_remaining_pct{service=\"restarting\"", text, StringComparison.Ordinal);
        Assert.Contains("error_budget_slo_info{service=\"checkout\"", text, StringComparison.Ordinal);
        Assert.Contains("Metrics lack 1 SLOs", reader.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_storage_there_is_no_answer_that_looks_like_one()
    {
        var settings = scraped.World.Settings(tables: new Uri($"http://127.0.0.1:{FreePort.Next()}/"));
        settings["ERRORBUDGET_METRICS_ACCESS"] = "anonymous";
        await using var app = await AppProcess.StartAsync(settings, underHost: true);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(app, _ => { }));
    }

    private static Action<HttpRequestMessage> Key(string header) => request => request.Headers.Add(header, ScrapedWorld.Key);

    private static async Task<HttpResponseMessage> GetAsync(AppProcess app, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/metrics", UriKind.Relative));
        change(request);
        return await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<HttpStatusCode> StatusAsync(AppProcess app, Action<HttpRequestMessage> change)
    {
        using var response = await GetAsync(app, change);
        return response.StatusCode;
    }

    [GeneratedRegex(@"^\| `(?<name>(?:error_budget|burn_rate)_[a-z_]+)` \| (?<labels>[^|]*?) ?\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^# HELP (?<name>[a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Head();

    [GeneratedRegex(@"[{,](?<name>[a-z_]+)=""")]
    private static partial Regex Label();
}
