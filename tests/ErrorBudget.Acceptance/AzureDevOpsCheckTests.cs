using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The check of Azure Pipelines against the built app, with an Azure DevOps that is called over real TLS.</summary>
public sealed class AzureDevOpsCheckTests(World world) : IClassFixture<World>, IAsyncLifetime
{
    private const string Path = "/api/checks/azure-devops/checkout";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    private readonly string _token = $"job-token-{Guid.NewGuid():N}";
    private FakeAzureDevOps _azureDevOps = null!;
    private Dictionary<string, string> _settings = null!;

    public async ValueTask InitializeAsync()
    {
        _azureDevOps = await FakeAzureDevOps.StartAsync();
        _settings = world.Settings();
        _settings["AZURE_DEVOPS_HOSTS"] = $"localhost:{_azureDevOps.Port}";
        _settings["ERRORBUDGET_TOKEN_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        _settings["SSL_CERT_FILE"] = _azureDevOps.CertificateFile;
    }

    public ValueTask DisposeAsync() => _azureDevOps.DisposeAsync();

    [Fact]
    public async Task A_check_that_waits_for_no_callback_gets_the_decision()
    {
        await using var app = await AppProcess.StartAsync(_settings);
        await World.CompleteAsync(app);
        using var response = await AskAsync(app, $"{Path}?mode=sync&change=fix", Headers());
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("successful", answer.GetProperty("status").GetString());
        Assert.Equal(
            (await app.GetAsync("/api/gate/checkout?change=fix")).Body.GetProperty("decision").GetString(), answer.GetProperty("decision").GetString());

        // Without the headers of a task there is nobody to call back.
        using var plain = await AskAsync(app, Path, []);
        Assert.True((await plain.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).TryGetProperty("status", out _));
        Assert.Empty(_azureDevOps.Calls);
    }

    [Fact]
    public async Task A_callback_comes_once_though_it_is_asked_for_many_times()
    {
        await using var app = await AppProcess.StartAsync(_settings);
        await World.CompleteAsync(app);
        var headers = Headers();
        for (var i = 0; i < 5; i++)
        {
            using var response = await AskAsync(app, $"{Path}?change=fix", headers);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("accepted", (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("status").GetString());
        }

        await app.UntilAsync("the check is answered", () => Task.FromResult(_azureDevOps.Ended.Count == 1), Soon);
        Assert.Equal("succeeded", _azureDevOps.Ended.Values.Single());
        await AssertTokenIsGoneAsync(app);
        Assert.Equal(["feed", "events"], _azureDevOps.Calls.Select(call => call.Kind));
    }

    [Fact]
    public async Task Killed_while_a_check_waits_the_app_answers_it_once_it_is_back()
    {
        // It evaluates at its start and then next year, and its queue cannot be reached: the check waits.
        var seldom = Seldom();
        seldom["AzureWebJobsStorage"] = seldom["AzureWebJobsStorage"].Replace($":{world.Azurite.QueuePort}/", $":{FreePort.Next()}/", StringComparison.Ordinal);
        await using (var app = await AppProcess.StartAsync(seldom))
        {
            await app.UntilAsync("the evaluation has run", async () => (await app.GetAsync("/api/health")).Body.GetProperty("slos").GetInt32() > 0, Soon);
            using var response = await AskAsync(app, $"{Path}?change=fix", Headers());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var waiting = await RowsAsync();
            Assert.Contains(waiting, row => row.ContainsKey("Token"));
            AssertHidden(waiting);
            app.Kill();
        }

        Assert.Empty(_azureDevOps.Calls);
        await using var back = await AppProcess.StartAsync(_settings);
        await AssertTokenIsGoneAsync(back);
        Assert.Equal(["feed", "events"], _azureDevOps.Calls.Select(call => call.Kind));
        Assert.Equal("succeeded", _azureDevOps.Ended.Values.Single());
    }

    [Fact]
    public async Task A_decision_that_is_final_is_sent_at_once_and_not_with_the_next_evaluation()
    {
        await using var app = await AppProcess.StartAsync(Seldom());
        await app.UntilAsync("the evaluation has run", async () => (await app.GetAsync("/api/health")).Body.GetProperty("slos").GetInt32() > 0, Soon);
        using var response = await AskAsync(app, $"{Path}?change=fix", Headers());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await app.UntilAsync("the check is answered", () => Task.FromResult(_azureDevOps.Ended.Count == 1), TimeSpan.FromSeconds(20));
        Assert.Equal(["feed", "events"], _azureDevOps.Calls.Select(call => call.Kind));
        await AssertTokenIsGoneAsync(app);
        await app.UntilAsync("its row is written", async () => (await AuditAsync(app)).Length == 1, Soon);
    }

    [Fact]
    public async Task Who_asks_and_for_which_run_is_on_record_for_a_check_as_for_the_gate()
    {
        _settings["ERRORBUDGET_KEYS__gate"] = "release-pipeline=gate-key-0123456789";
        _settings["ERRORBUDGET_KEYS__reader"] = "auditor=reader-key-0123456789";
        await using var app = await AppProcess.StartAsync(_settings);
        var headers = Headers();
        headers["x-functions-key"] = "gate-key-0123456789";
        headers["BuildId"] = "4711";
        await app.UntilAsync("a policy is in force", async () =>
        {
            using var sync = await AskAsync(app, $"{Path}?mode=sync&change=fix", headers);
            return sync.StatusCode == HttpStatusCode.OK;
        }, Soon);
        using (var response = await AskAsync(app, $"{Path}?change=fix", headers)) Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await app.UntilAsync("the check is answered", () => Task.FromResult(_azureDevOps.Ended.Count == 1), Soon);
        await app.UntilAsync("both rows are written", async () => (await AuditAsync(app, "reader-key-0123456789")).Length == 2, Soon);
        Assert.All(await AuditAsync(app, "reader-key-0123456789"), entry =>
        {
            Assert.Equal("release-pipeline", entry.GetProperty("by").GetString());
            Assert.Equal("4711", entry.GetProperty("decision").GetProperty("pipelineRun").GetString());
        });
    }

    [Fact]
    public async Task Killed_at_every_step_of_an_answer_the_app_gives_exactly_one()
    {
        // Before the line is taken, after it, before the answer is taken, and after it while the app does not know yet.
        foreach (var (kind, after) in new[] { ("feed", false), ("feed", true), ("events", false), ("events", true) })
        {
            AppProcess? app = await AppProcess.StartAsync(_settings);
            try
            {
                await World.CompleteAsync(app);
                var (victim, killed) = (app, new TaskCompletionSource());
                Task Kill(string called)
                {
                    if (called == kind && !killed.Task.IsCompleted)
                    {
                        victim.Kill();
                        killed.TrySetResult();
                    }

                    return Task.CompletedTask;
                }

                if (after) _azureDevOps.After = (_, called) => Kill(called);
                else _azureDevOps.Before = async (context, called) =>
                {
                    if (killed.Task.IsCompleted) return false;
                    await Kill(called);
                    if (killed.Task.IsCompleted) context.Abort();
                    return killed.Task.IsCompleted;
                };
                var headers = Headers();
                using (var response = await AskAsync(app, $"{Path}?change=fix", headers)) Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                await killed.Task.WaitAsync(Soon, TestContext.Current.CancellationToken);
                await app.DisposeAsync();
                (_azureDevOps.Before, _azureDevOps.After) = ((_, _) => Task.FromResult(false), (_, _) => Task.CompletedTask);

                await LapseAsync();
                app = await AppProcess.StartAsync(_settings);
                await AssertTokenIsGoneAsync(app);
                var task = $"{headers["PlanId"]}/{headers["TaskInstanceId"]}";
                Assert.Equal("succeeded", _azureDevOps.Ended[task]);
                Assert.Single(_azureDevOps.Calls, call => call.Kind == "events" && call.Body.GetProperty("taskId").GetString() == headers["TaskInstanceId"]);
            }
            finally
            {
                await app.DisposeAsync();
            }
        }

        Assert.Empty(_azureDevOps.Faults);
    }

    [Fact]
    public async Task Without_a_key_a_callback_is_refused_and_says_how_to_make_one()
    {
        _settings.Remove("ERRORBUDGET_TOKEN_KEY");
        await using var app = await AppProcess.StartAsync(_settings);
        await World.CompleteAsync(app);
        using var response = await AskAsync(app, Path, Headers());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("openssl rand", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?mode=later", "mode")]
    [InlineData("?wait=-1", "wait")]
    [InlineData("?wait=2821", "wait")]
    [InlineData("?change=big", "change")]
    [InlineData("?mode=callback", "PlanUrl")]
    public async Task What_cannot_be_understood_is_named(string query, string name)
    {
        await using var app = await AppProcess.StartAsync(_settings);
        await World.CompleteAsync(app);
        using var response = await AskAsync(app, Path + query, []);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(name, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attackers_address_is_refused_and_nothing_is_stored_or_sent()
    {
        await using var app = await AppProcess.StartAsync(_settings);
        await World.CompleteAsync(app);
        foreach (var url in (string[])
        [
            $"http://localhost:{_azureDevOps.Port}/acme/", $"https://127.0.0.1:{_azureDevOps.Port}/acme/", $"https://[::1]:{_azureDevOps.Port}/acme/",
            $"https://dev.azure.com@localhost:{_azureDevOps.Port}/acme/", $"https://localhost:{_azureDevOps.Port}\\@dev.azure.com/acme/",
            $"https://localhost:{_azureDevOps.Port}#@dev.azure.com/acme/", $"https://localhost:{_azureDevOps.Port}/acme/?x=1",
            $"https://localhost:{_azureDevOps.Port}/../acme/", $"https://localhost:{_azureDevOps.Port}/%61cme/", $"https://LOCALHOST.:{_azureDevOps.Port}/acme/",
            $"https://2130706433:{_azureDevOps.Port}/acme/", $"https://localhost:{_azureDevOps.Port}/a/b/c/d/",
        ])
        {
            var headers = Headers();
            headers["PlanUrl"] = url;
            using var response = await AskAsync(app, $"{Path}?change=fix", headers);
            Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{url}: {response.StatusCode}");
            Assert.DoesNotContain(_token, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        // A good one afterwards is answered; had a bad one been stored, it would have been answered with it.
        using (var good = await AskAsync(app, $"{Path}?change=fix", Headers())) Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        await AssertTokenIsGoneAsync(app);
        Assert.Equal(["feed", "events"], _azureDevOps.Calls.Select(call => call.Kind));
        Assert.Empty(_azureDevOps.Faults);
    }

    private Dictionary<string, string> Headers() => new()
    {
        ["PlanUrl"] = $"https://localhost:{_azureDevOps.Port}/acme/",
        ["ProjectId"] = Guid.NewGuid().ToString(),
        ["HubName"] = "checks",
        ["PlanId"] = Guid.NewGuid().ToString(),
        ["JobId"] = Guid.NewGuid().ToString(),
        ["TimelineId"] = Guid.NewGuid().ToString(),
        ["TaskInstanceId"] = Guid.NewGuid().ToString(),
        ["AuthToken"] = _token,
    };

    /// <summary>Settings for an app that evaluates at its start and then next year.</summary>
    private Dictionary<string, string> Seldom() => new(_settings) { ["EVALUATION_SCHEDULE"] = "0 0 0 1 1 *" };

    private static async Task<JsonElement[]> AuditAsync(AppProcess app, string key = "")
    {
        var (_, page) = await app.GetAsync($"/api/audit?service=checkout&code={key}");
        return [.. page.GetProperty("entries").EnumerateArray()];
    }

    private static async Task<HttpResponseMessage> AskAsync(AppProcess app, string path, Dictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until no check is open, and asserts that the token is in clear nowhere.</summary>
    private async Task AssertTokenIsGoneAsync(AppProcess app)
    {
        await app.UntilAsync("no sealed token is left", async () => !(await RowsAsync()).Any(row => row.ContainsKey("Token")), Soon);
        AssertHidden(await RowsAsync());
        Assert.DoesNotContain(_token, app.Output, StringComparison.Ordinal);
    }

    private void AssertHidden(List<TableEntity> rows) => Assert.All(rows, row => Assert.All(row, property =>
        Assert.DoesNotContain(_token, property.Value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : $"{property.Value}", StringComparison.Ordinal)));

    private TableClient Table => new TableServiceClient(world.Azurite.ConnectionString).GetTableClient(_settings["ERRORBUDGET_TABLE"]);

    private async Task<List<TableEntity>> RowsAsync()
    {
        var rows = new List<TableEntity>();
        await foreach (var row in Table.QueryAsync<TableEntity>("PartitionKey eq 'check'")) rows.Add(row);
        return rows;
    }

    /// <summary>Lets the claims of a dead app lapse, which takes two minutes by themselves.</summary>
    private async Task LapseAsync()
    {
        foreach (var row in await RowsAsync())
        {
            if (row.GetBoolean("IsOpen") != true) continue;
            row["Due"] = DateTimeOffset.UtcNow;
            await Table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
        }
    }
}
