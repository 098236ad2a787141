using System.Net;
using System.Text;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>Who may do what at the built app.</summary>
public sealed class AccessTests(World world) : IClassFixture<World>
{
    private const string Reader = "reader-key-0123456789";
    private const string Gate = "gate-key-0123456789=/+";
    private const string Approver = "approver-key-0123456789";
    private const string Writer = "writer-key-0123456789";
    private const string Same = "same-name-key-0123456789";

    [Fact]
    public async Task Each_role_opens_its_own_calls_only_and_no_key_is_ever_printed()
    {
        await using var app = await AppProcess.StartAsync(Settings());
        (HttpMethod Method, string Path, string Key)[] calls =
        [
            (HttpMethod.Get, "/api/budgets", Reader), (HttpMethod.Get, "/api/budgets/checkout", Reader), (HttpMethod.Get, "/api/budgets/checkout/availability", Reader),
            (HttpMethod.Get, "/api/budgets/checkout/availability/history", Reader), (HttpMethod.Get, "/api/audit?service=checkout", Reader), (HttpMethod.Get, "/api/metrics", Reader),
            (HttpMethod.Get, "/api/gate/checkout", Gate), (HttpMethod.Post, "/api/gate/checkout/availability", Gate),
            (HttpMethod.Get, "/api/signoffs?service=checkout", Approver), (HttpMethod.Post, "/api/signoffs", Approver), (HttpMethod.Delete, "/api/signoffs/x", Approver),
            (HttpMethod.Post, "/api/counts", Writer),
        ];
        foreach (var (method, path, right) in calls)
        {
            foreach (var key in (string?[])[null, "", "wrong-key-0123456789", right + "x", Reader, Gate, Approver, Writer])
            {
                var (status, body) = await SendAsync(app, method, path, key);
                if (key == right) Assert.True(status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), $"{path} {status}");
                else Assert.Equal((path, key, key is Reader or Gate or Approver or Writer ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized), (path, key, status));
                Assert.DoesNotContain("key-0123456789", body, StringComparison.Ordinal);
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(app, HttpMethod.Get, $"/api/gate/checkout?code={Uri.EscapeDataString(Gate)}", null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(app, HttpMethod.Get, $"/api/gate/checkout?code={Uri.EscapeDataString(Gate)}", "wrong")).Status);
        Assert.Contains("Send one key", (await SendAsync(app, HttpMethod.Get, $"/api/gate/checkout?code={Uri.EscapeDataString(Gate)}&code=2", null)).Body, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await SendAsync(app, HttpMethod.Get, "/api/health", null)).Status);
        Assert.DoesNotContain("key-0123456789", app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_signs_off_for_themselves_and_forged_principals_are_not_believed()
    {
        await using var app = await AppProcess.StartAsync(Settings());
        await World.CompleteAsync(app);
        const string body = """{"service":"checkout","approver":"Ada","reason":"why","expiresInMinutes":60}""";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(app, HttpMethod.Post, "/api/signoffs", Same, body, principal: "somebody-else")).Status);
        Assert.Equal(JsonValueKind.Null, await SignOffAsync(app, Same));
        Assert.Equal(JsonValueKind.String, await SignOffAsync(app, Gate));

        await app.UntilAsync(
            "who asked and who granted is on record",
            async () =>
            {
                var (_, audit) = await SendAsync(app, HttpMethod.Get, "/api/audit?service=checkout", Reader);
                var by = JsonDocument.Parse(audit).RootElement.GetProperty("entries").EnumerateArray().Select(entry => $"{entry.GetProperty("event")} {entry.GetProperty("by")}").ToHashSet();
                return by.SetEquals(["decided ci", "sign-off-granted both", "decided both"]);
            },
            TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://0.0.0.0:0", "can be reached from other machines")]
    [InlineData("ERRORBUDGET_KEYS__gate", "short-secret", "ERRORBUDGET_KEYS__gate cannot be understood")]
    public async Task What_is_not_safe_does_not_start_and_says_why(string setting, string value, string says)
    {
        var settings = world.Settings();
        settings[setting] = value;
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => AppProcess.StartAsync(settings));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short-secret", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Settings with keys and gates that are closed and take sign-offs.</summary>
    private Dictionary<string, string> Settings() => new(world.Settings(world.WritePolicy(World.Policy
        .Replace("target: 0.99,", "target: 0.999999,", StringComparison.Ordinal)
        .Replace("action: block", "action: block, approval_override: true", StringComparison.Ordinal))))
    {
        ["ERRORBUDGET_KEYS__reader"] = $"dashboard={Reader}",
        ["ERRORBUDGET_KEYS__gate"] = $"ci={Gate}; both={Same}",
        ["ERRORBUDGET_KEYS__approver"] = $"lead={Approver};both={Same}",
        ["ERRORBUDGET_KEYS__writer"] = $"batch={Writer}",
    };

    /// <summary>Whether the gate names a sign-off to who forges a principal.</summary>
    private static async Task<JsonValueKind> SignOffAsync(AppProcess app, string key) =>
        JsonDocument.Parse((await SendAsync(app, HttpMethod.Get, "/api/gate/checkout", key, principal: "another")).Body).RootElement.GetProperty("signOff").ValueKind;

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(AppProcess app, HttpMethod method, string path, string? key, string? body = null, string? principal = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.TryAddWithoutValidation("x-functions-key", key);
        if (principal is not null) request.Headers.Add("X-MS-CLIENT-PRINCIPAL-NAME", principal);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await app.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
