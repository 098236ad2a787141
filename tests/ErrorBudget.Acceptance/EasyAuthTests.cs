using System.Net;
using System.Text;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The built app behind App Service authentication, and what its headers are worth elsewhere.</summary>
public sealed class EasyAuthTests(World world) : IClassFixture<World>
{
    private const string GateKey = "gate-key-0123456789";
    private const string Grant = """{"service":"checkout","approver":"Ada","reason":"why","expiresInMinutes":60}""";

    [Fact]
    public async Task An_app_role_opens_its_own_calls_only()
    {
        await using var app = await AppProcess.StartAsync(Settings(("ERRORBUDGET_EASY_AUTH", "true")));
        (HttpMethod Method, string Path, string Role)[] calls =
        [
            (HttpMethod.Get, "/api/budgets", "Reader"), (HttpMethod.Get, "/api/audit?service=checkout", "Reader"), (HttpMethod.Get, "/api/gate/checkout", "Gate"),
            (HttpMethod.Get, "/api/signoffs?service=checkout", "Approver"), (HttpMethod.Post, "/api/signoffs", "Approver"), (HttpMethod.Delete, "/api/signoffs/x", "Approver"), (HttpMethod.Post, "/api/counts", "Writer"),
        ];
        foreach (var (method, path, right) in calls)
        {
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await StatusAsync(app, method, path)));
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await StatusAsync(app, method, path, Principal("ada").Append(("X-MS-CLIENT-PRINCIPAL", "%%%")))));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await StatusAsync(app, method, path, Principal("ada"))));
            foreach (var role in (string[])["Reader", "Gate", "Approver", "Writer"])
            {
                var status = await StatusAsync(app, method, path, Principal("ada", $"ErrorBudget.{role}"));
                Assert.Equal((path, role, role != right), (path, role, status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized));
            }
        }

        Assert.NotEqual(HttpStatusCode.Unauthorized, await StatusAsync(app, HttpMethod.Get, "/api/health"));
    }

    [Fact]
    public async Task A_key_of_the_role_does_as_well_as_an_app_role_and_what_neither_gives_is_refused()
    {
        await using var app = await AppProcess.StartAsync(Settings(("ERRORBUDGET_EASY_AUTH", "true"), ("ERRORBUDGET_KEYS__gate", $"ci={GateKey}")));
        (string, string) key = ("x-functions-key", GateKey);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, HttpMethod.Get, "/api/gate/checkout", [key]));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, HttpMethod.Get, "/api/gate/checkout", Principal("ada", "ErrorBudget.Gate")));

        // The host's own key comes in the same header and is none of ours.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, HttpMethod.Get, "/api/gate/checkout", Principal("ada", "ErrorBudget.Gate").Append(("x-functions-key", "key-of-the-host"))));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(app, HttpMethod.Get, "/api/budgets", [key]));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(app, HttpMethod.Get, "/api/budgets", Principal("ada", "ErrorBudget.Gate").Append(key)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, HttpMethod.Get, "/api/budgets", Principal("ada", "ErrorBudget.Reader").Append(key)));
    }

    [Fact]
    public async Task Who_signs_off_is_the_principal_and_may_not_open_the_gate_for_themselves()
    {
        await using var app = await AppProcess.StartAsync(Settings(("ERRORBUDGET_EASY_AUTH", "true")));
        await World.CompleteAsync(app);
        var (status, body) = await SendAsync(app, HttpMethod.Post, "/api/signoffs", Principal("ada@example.com", "ErrorBudget.Approver"), Grant);
        Assert.Equal((HttpStatusCode.Created, "ada@example.com"), (status, JsonDocument.Parse(body).RootElement.GetProperty("grantedBy").GetString()));
        Assert.Equal(JsonValueKind.Null, await SignOffAsync("ada@example.com"));
        Assert.Equal(JsonValueKind.String, await SignOffAsync("bob@example.com"));

        async Task<JsonValueKind> SignOffAsync(string asker) =>
            JsonDocument.Parse((await SendAsync(app, HttpMethod.Get, "/api/gate/checkout", Principal(asker, "ErrorBudget.Gate"))).Body).RootElement.GetProperty("signOff").ValueKind;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    public async Task Forged_principals_are_ignored_where_no_such_service_stands_before_the_app(string? setting)
    {
        await using var app = await AppProcess.StartAsync(Settings([("ERRORBUDGET_KEYS__gate", $"ci={GateKey}"), ("ERRORBUDGET_KEYS__approver", "lead=approver-key-0123456789"), .. setting is null ? Array.Empty<(string, string)>() : [("ERRORBUDGET_EASY_AUTH", setting)]]));
        var forged = Principal("ada@example.com", "ErrorBudget.Reader", "ErrorBudget.Gate", "ErrorBudget.Approver", "ErrorBudget.Writer");
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, "/api/budgets"), (HttpMethod.Get, "/api/gate/checkout"), (HttpMethod.Post, "/api/signoffs")])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, method, path, forged));
            var (status, body) = await SendAsync(app, method, path, [("X-MS-CLIENT-PRINCIPAL", "%%%")]);
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.DoesNotContain("X-MS-CLIENT-PRINCIPAL", body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(app, HttpMethod.Get, "/api/budgets", forged.Append(("x-functions-key", GateKey))));
        var (_, granted) = await SendAsync(app, HttpMethod.Post, "/api/signoffs", forged.Append(("x-functions-key", "approver-key-0123456789")), Grant);
        Assert.Equal("lead", JsonDocument.Parse(granted).RootElement.GetProperty("grantedBy").GetString());
    }

    /// <summary>Settings with a closed gate that takes sign-offs.</summary>
    private Dictionary<string, string> Settings(params (string Name, string Value)[] more)
    {
        var settings = world.Settings(world.WritePolicy(World.Policy
            .Replace("target: 0.99,", "target: 0.999999,", StringComparison.Ordinal)
            .Replace("action: block", "action: block, approval_override: true", StringComparison.Ordinal)));
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }

    /// <summary>The headers that App Service sets.</summary>
    private static (string Name, string Value)[] Principal(string name, params string[] roles)
    {
        var claims = string.Join(',', roles.Select(role => $$"""{"typ":"roles","val":"{{role}}"}"""));
        var json = $$"""{"auth_typ":"aad","claims":[{"typ":"name","val":"{{name}}"}{{(roles.Length == 0 ? "" : ",")}}{{claims}}],"role_typ":"http://schemas.microsoft.com/ws/2008/06/identity/claims/role"}""";
        return [("X-MS-CLIENT-PRINCIPAL", Convert.ToBase64String(Encoding.UTF8.GetBytes(json))), ("X-MS-CLIENT-PRINCIPAL-NAME", name), ("X-MS-CLIENT-PRINCIPAL-ID", "0f3e"), ("X-MS-CLIENT-PRINCIPAL-IDP", "aad")];
    }

    private static async Task<HttpStatusCode> StatusAsync(AppProcess app, HttpMethod method, string path, IEnumerable<(string, string)>? headers = null) => (await SendAsync(app, method, path, headers)).Status;

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(AppProcess app, HttpMethod method, string path, IEnumerable<(string Name, string Value)>? headers = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers ?? []) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
