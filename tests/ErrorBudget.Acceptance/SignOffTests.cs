using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>A person's sign-off opens the built app's gate, for what it names and as long as it lasts.</summary>
public sealed class SignOffTests(World world) : IClassFixture<World>
{
    /// <summary>Every gate is closed, since nobody keeps 100 % of a budget that small; only checkout's takes sign-offs, for two hours at most.</summary>
    private static string Strict
    {
        get
        {
            var policy = World.Policy.Replace("target: 0.99,", "target: 0.999999,", StringComparison.Ordinal);
            var second = policy.IndexOf("- name: restarting", StringComparison.Ordinal);
            return policy[..second].Replace("action: block", "action: block, approval_override: true, sign_off_max_minutes: 120", StringComparison.Ordinal) + policy[second..];
        }
    }

    [Fact]
    public async Task It_opens_the_gate_for_its_pipeline_run_until_it_is_revoked_and_all_of_it_is_on_record()
    {
        await using var app = await AppProcess.StartAsync(world.Settings(world.WritePolicy(Strict)));
        await World.CompleteAsync(app);
        Assert.False((await GateAsync(app, "run-17")).GetProperty("allowed").GetBoolean());

        var (status, granted) = await GrantAsync(app, """{"service":"checkout","pipelineRun":"run-17","approver":"Ada","reason":"the fix is in it","expiresInMinutes":60}""");
        Assert.Equal(HttpStatusCode.Created, status);
        var id = granted.GetProperty("id").GetString();
        var open = await GateAsync(app, "run-17");
        Assert.Equal(("allow", id), (open.GetProperty("decision").GetString(), open.GetProperty("signOff").GetString()));
        Assert.Matches("by Ada until 20..-..-..T..:..:..Z, because: the fix is in it", open.GetProperty("reasons")[0].GetString());
        Assert.False((await GateAsync(app, "run-18")).GetProperty("allowed").GetBoolean());

        using (var revoked = await app.Client.DeleteAsync($"/api/signoffs/{id}", TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        var closed = await GateAsync(app, "run-17");
        Assert.Equal((false, JsonValueKind.Null), (closed.GetProperty("allowed").GetBoolean(), closed.GetProperty("signOff").ValueKind));
        var listed = Assert.Single((await app.GetAsync("/api/signoffs?service=checkout")).Body.EnumerateArray());
        Assert.Equal((id, false), (listed.GetProperty("id").GetString(), listed.GetProperty("inForce").GetBoolean()));

        string[] expected = ["decided", "sign-off-granted", $"decided {id}", "decided", "sign-off-revoked", "decided"];
        await app.UntilAsync("all of it is on record", async () => expected.Order().SequenceEqual((await EventsAsync(app)).Order()), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_the_policy_does_not_let_be_signed_off_or_makes_no_sense_is_refused_with_what_to_do()
    {
        await using var app = await AppProcess.StartAsync(world.Settings(world.WritePolicy(Strict)));
        const string rest = "\"approver\":\"Ada\",\"reason\":\"why\"";
        (string Body, HttpStatusCode Status, string Says)[] refused =
        [
            ($$"""{"service":"idle",{{rest}},"expiresInMinutes":60}""", HttpStatusCode.UnprocessableEntity, "approval_override"),
            ($$"""{"service":"checkout",{{rest}},"expiresInMinutes":121}""", HttpStatusCode.UnprocessableEntity, "120 minutes"),
            ($$"""{"service":"nobody",{{rest}},"expiresInMinutes":60}""", HttpStatusCode.NotFound, "checkout"),
            ($$"""{"service":"checkout","slo":"latency",{{rest}},"expiresInMinutes":60}""", HttpStatusCode.NotFound, "availability"),
            ($$"""{"service":"checkout",{{rest}}}""", HttpStatusCode.BadRequest, "expiresInMinutes"),
            ($$"""{"service":"checkout",{{rest}},"expiresInMinutes":-1}""", HttpStatusCode.BadRequest, "expiresInMinutes"),
            ($$"""{"service":"checkout",{{rest}},"expiresInMinutes":60,"change":"fixx"}""", HttpStatusCode.BadRequest, "rollback"),
            ($$"""{"service":"checkout",{{rest}},"expiresInMinutes":60,"pipelinerun":"run-17"}""", HttpStatusCode.BadRequest, "pipelineRun"),
            ("""{"service":"checkout","approver":"Ada","reason":"a\nb","expiresInMinutes":60}""", HttpStatusCode.BadRequest, "line break"),
            ("""{"service":"checkout","reason":"why","expiresInMinutes":60}""", HttpStatusCode.BadRequest, "approver"),
            ("{", HttpStatusCode.BadRequest, "expected for example"),
            ("null", HttpStatusCode.BadRequest, "expected for example"),
        ];
        foreach (var (body, status, says) in refused)
        {
            var answer = await GrantAsync(app, body);
            Assert.Equal((body, status), (body, answer.Status));
            Assert.Contains(says, answer.Body.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(0, (await app.GetAsync("/api/signoffs?service=checkout")).Body.GetArrayLength());
        using var unknown = await app.Client.DeleteAsync($"/api/signoffs/checkout.{Guid.NewGuid():N}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var form = await app.Client.PostAsync("/api/signoffs", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
    }

    private static async Task<JsonElement> GateAsync(AppProcess app, string run) => (await app.GetAsync($"/api/gate/checkout?pipelineRun={run}")).Body;

    private static async Task<(HttpStatusCode Status, JsonElement Body)> GrantAsync(AppProcess app, string body)
    {
        using var response = await app.Client.PostAsync("/api/signoffs", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<IEnumerable<string>> EventsAsync(AppProcess app)
    {
        var (_, page) = await app.GetAsync("/api/audit?service=checkout");
        return page.GetProperty("entries").EnumerateArray().Select(entry =>
            entry.GetProperty("decision") is { ValueKind: JsonValueKind.Object } decision && decision.GetProperty("signOff").GetString() is { } signOff
                ? $"{entry.GetProperty("event").GetString()} {signOff}"
                : entry.GetProperty("event").GetString()!);
    }
}
