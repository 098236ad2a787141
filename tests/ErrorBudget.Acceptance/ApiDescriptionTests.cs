using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The app answers as it says it does.</summary>
public sealed class ApiDescriptionTests(World world, PublishedApps apps) : IClassFixture<World>
{
    private static readonly Dictionary<string, string> _keys = new() { ["reader"] = "reader-key-0123456789", ["gate"] = "gate-key-0123456789", ["approver"] = "approver-key-0123456789", ["writer"] = "writer-key-0123456789" };

    [Fact]
    public async Task Real_answers_have_exactly_the_properties_that_are_described()
    {
        await using var app = await AppProcess.StartAsync(Settings());
        await World.CompleteAsync(app);
        var description = await ApiDescription.ReadAsync(app);
        const string grant = """{"service":"checkout","change":"critical","approver":"Ada","reason":"why","expiresInMinutes":60}""";
        var granted = JsonDocument.Parse((await AskAsync(app, description, "POST /api/signoffs", "", grant)).Body).RootElement.GetProperty("id").GetString();
        await app.UntilAsync(
            "the audit trail has a decision and a sign-off",
            async () =>
            {
                await AskAsync(app, description, "GET /api/gate/{service}", "/api/gate/checkout?change=critical");
                var (_, body) = await AskAsync(app, description, "GET /api/audit", "/api/audit?service=checkout");
                var events = JsonDocument.Parse(body).RootElement.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("event").GetString()).ToHashSet();
                return events.IsSupersetOf(["decided", "sign-off-granted"]);
            },
            TimeSpan.FromSeconds(30));

        (string Operation, string Path, string? Body, HttpStatusCode Status)[] calls =
        [
            ("GET /api/health", "", null, HttpStatusCode.OK),
            ("GET /api/budgets", "", null, HttpStatusCode.OK),
            ("GET /api/budgets/{service}", "/api/budgets/checkout", null, HttpStatusCode.OK),
            ("GET /api/budgets/{service}", "/api/budgets/nobody", null, HttpStatusCode.NotFound),
            ("GET /api/budgets/{service}/{slo}", "/api/budgets/checkout/availability", null, HttpStatusCode.OK),
            ("GET /api/budgets/{service}/{slo}", "/api/budgets/checkout/latency", null, HttpStatusCode.NotFound),
            ("GET /api/budgets/{service}/{slo}/history", "/api/budgets/checkout/availability/history", null, HttpStatusCode.OK),
            ("GET /api/budgets/{service}/{slo}/history", "/api/budgets/checkout/availability/history?step=x", null, HttpStatusCode.BadRequest),
            ("GET /api/gate/{service}", "/api/gate/checkout", null, HttpStatusCode.OK),
            ("GET /api/gate/{service}", "/api/gate/checkout?change=critical", null, HttpStatusCode.OK),
            ("GET /api/gate/{service}", "/api/gate/checkout?strict=true", null, HttpStatusCode.Forbidden),
            ("GET /api/gate/{service}", "/api/gate/checkout?change=x", null, HttpStatusCode.BadRequest),
            ("POST /api/gate/{service}/{slo}", "/api/gate/checkout/availability", "", HttpStatusCode.OK),
            ("POST /api/gate/{service}/{slo}", "/api/gate/checkout/latency", "", HttpStatusCode.NotFound),
            ("POST /api/checks/azure-devops/{service}", "/api/checks/azure-devops/checkout?mode=sync", "{}", HttpStatusCode.OK),
            ("POST /api/checks/azure-devops/{service}", "/api/checks/azure-devops/checkout?mode=x", "{}", HttpStatusCode.BadRequest),
            ("POST /api/checks/azure-devops/{service}", "/api/checks/azure-devops/checkout?mode=callback", "{}", HttpStatusCode.ServiceUnavailable),
            ("POST /api/signoffs", "", grant, HttpStatusCode.Created),
            ("POST /api/signoffs", "", "{}", HttpStatusCode.BadRequest),
            ("POST /api/signoffs", "", new string('x', 70_000), HttpStatusCode.RequestEntityTooLarge),
            ("POST /api/signoffs", "", grant.Replace("checkout", "restarting", StringComparison.Ordinal).Replace("60}", "999999}", StringComparison.Ordinal), HttpStatusCode.UnprocessableEntity),
            ("GET /api/signoffs", "/api/signoffs?service=checkout", null, HttpStatusCode.OK),
            ("GET /api/signoffs", "", null, HttpStatusCode.BadRequest),
            ("DELETE /api/signoffs/{id}", $"/api/signoffs/{granted}", null, HttpStatusCode.OK),
            ("DELETE /api/signoffs/{id}", "/api/signoffs/x", null, HttpStatusCode.NotFound),
            ("GET /api/audit", "/api/audit?service=checkout", null, HttpStatusCode.OK),
            ("GET /api/audit", "", null, HttpStatusCode.BadRequest),
            ("POST /api/counts", "", "[]", HttpStatusCode.BadRequest),
            ("POST /api/counts", "", """[{"service":"checkout","slo":"availability","good":1,"total":1,"at":"2026-11-23T08:05:00Z","id":"x"}]""", HttpStatusCode.UnprocessableEntity),
            ("POST /api/counts", "", new string('x', 1_100_000), HttpStatusCode.RequestEntityTooLarge),
            ("GET /api/metrics", "", null, HttpStatusCode.OK),
            ("GET /api/openapi.json", "", null, HttpStatusCode.OK),
        ];
        foreach (var (operation, path, body, status) in calls) Assert.Equal((operation, path, status), (operation, path, (await AskAsync(app, description, operation, path, body)).Status));
    }

    [Fact]
    public async Task Refusals_of_callers_and_of_a_lost_storage_are_as_described()
    {
        var settings = Settings();
        settings["AzureWebJobsStorage"] = world.Azurite.ConnectionString.Replace($":{world.Azurite.TablePort}/", $":{FreePort.Next()}/", StringComparison.Ordinal);
        await using var app = await AppProcess.StartAsync(settings);
        var description = await ApiDescription.ReadAsync(app);
        (string? Key, HttpStatusCode Status)[] refused = [(null, HttpStatusCode.Unauthorized), (_keys["writer"], HttpStatusCode.Forbidden), (_keys["gate"], HttpStatusCode.ServiceUnavailable)];
        foreach (var (key, status) in refused) Assert.Equal(status, (await SendAsync(app, description, "GET /api/gate/{service}", "/api/gate/checkout", body: null, key)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(app, description, "GET /api/health", "")).Status);
    }

    [Fact]
    public async Task A_property_too_many_or_too_few_would_be_noticed()
    {
        await using var app = await AppProcess.StartAsync(Settings());
        var description = await ApiDescription.ReadAsync(app);
        var (status, body) = await AskAsync(app, description, "GET /api/budgets/{service}/{slo}", "/api/budgets/checkout/availability");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Empty(await MistakesAsync(_ => { }));
        Assert.NotEmpty(await MistakesAsync(budget => budget["surprise"] = 1));
        Assert.NotEmpty(await MistakesAsync(budget => budget.Remove("remainingPct")));
        Assert.NotEmpty(await MistakesAsync(budget => budget["zone"] = "sprint"));
        Assert.NotEmpty(await MistakesAsync(budget => budget["target"] = "0.99"));
        Assert.NotEmpty(await MistakesAsync(budget => budget["window"]!["surprise"] = 1));

        Task<IReadOnlyList<string>> MistakesAsync(Action<JsonObject> change)
        {
            var budget = JsonNode.Parse(body)!.AsObject();
            change(budget);
            return description.MistakesOfAsync("GET /api/budgets/{service}/{slo}", HttpStatusCode.OK, "application/json", budget.ToJsonString());
        }
    }

    [Fact]
    public async Task Every_described_operation_reaches_a_function_and_every_function_is_described()
    {
        await using var app = await AppProcess.StartAsync(Settings());
        var operations = (await ApiDescription.ReadAsync(app)).Operations;
        var functions = ApiDescription.Functions();
        foreach (var (operation, role) in operations)
        {
            var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
            var function = Assert.Single(functions.Values, function => function.Paths.Contains(path) && function.Methods.Contains(method));

            // Who may read metrics is a setting of the app, which asks for a key of its own.
            Assert.Equal((operation, role is null || operation == "GET /api/metrics" ? "anonymous" : "function"), (operation, function.AuthLevel));
        }

        foreach (var (name, function) in functions)
        {
            Assert.All(function.Paths, path => Assert.True(function.Methods.Any(method => operations.ContainsKey($"{method} {path}")), $"{name}: {path} is not described"));
            Assert.All(function.Methods, method => Assert.True(function.Paths.Any(path => operations.ContainsKey($"{method} {path}")), $"{name}: {method} is not described"));
        }
    }

    [Fact]
    public async Task The_native_binary_describes_itself_like_the_other_build()
    {
        await using var native = await apps.StartAsync(AppBuild.Native, Settings());
        await using var built = await apps.StartAsync(AppBuild.FrameworkDependent, Settings());
        Assert.Equal((await ApiDescription.ReadAsync(built)).Text, (await ApiDescription.ReadAsync(native)).Text);
    }

    /// <summary>Keys for all roles, and gates that are closed; checkout's takes sign-offs.</summary>
    private Dictionary<string, string> Settings()
    {
        var settings = world.Settings(world.WritePolicy(World.Policy
            .Replace("target: 0.99,", "target: 0.999999,", StringComparison.Ordinal)
            .Replace("action: block", "action: block, approval_override: true", StringComparison.Ordinal)));
        foreach (var (role, key) in _keys) settings[$"ERRORBUDGET_KEYS__{role}"] = $"test={key}";
        return settings;
    }

    /// <summary>Asks with a key of the role that the description names, and asserts that the answer is as described.</summary>
    private static Task<(HttpStatusCode Status, string Body)> AskAsync(AppProcess app, ApiDescription description, string operation, string path, string? body = null) =>
        SendAsync(app, description, operation, path, body, description.Operations[operation] is { } role ? _keys[role] : null);

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(AppProcess app, ApiDescription description, string operation, string path, string? body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(operation.Split(' ')[0]), path.Length == 0 ? operation.Split(' ')[1] : path);
        if (key is not null) request.Headers.Add("x-functions-key", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await description.MistakesOfAsync(operation, response.StatusCode, response.Content.Headers.ContentType?.MediaType, answer));
        return (response.StatusCode, answer);
    }
}
