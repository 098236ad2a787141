using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>What a person adjusts by the API is in the built app's budgets, history and gate, and on record.</summary>
public sealed class AdjustmentTests(World world) : IClassFixture<World>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_moves_the_budget_until_it_is_revoked_and_all_of_it_is_on_record()
    {
        await using var app = await AppProcess.StartAsync(world.Settings(world.WritePolicy()));
        await World.CompleteAsync(app);
        var before = await BudgetAsync(app);
        Assert.Equal(JsonValueKind.Null, before.GetProperty("adjustments").ValueKind);
        var through = before.GetProperty("dataThrough").GetDateTimeOffset();
        var id = Guid.CreateVersion7().ToString("N");
        var body = $$"""{"id":"{{id}}","service":"checkout","kind":"excluded-incident","from":"{{through.AddMinutes(-90):O}}","to":"{{through.AddMinutes(-30):O}}","reason":"not ours","author":"Ada"}""";

        var (status, made) = await PostAsync(app, body);
        Assert.Equal((HttpStatusCode.Created, $"checkout.{id}", "api"), (status, made.GetProperty("id").GetString(), made.GetProperty("source").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(app, body)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(app, body.Replace("not ours", "ours", StringComparison.Ordinal))).Status);
        Assert.Single((await app.GetAsync("/api/adjustments?service=checkout")).Body.EnumerateArray());

        await app.UntilAsync("the next evaluation has it", async () => (await BudgetAsync(app)).GetProperty("adjustments").ValueKind == JsonValueKind.Object, TimeSpan.FromSeconds(150));
        var adjusted = (await BudgetAsync(app)).GetProperty("adjustments");
        Assert.Equal((1, 60), (adjusted.GetProperty("count").GetInt32(), adjusted.GetProperty("excludedMinutes").GetInt32()));
        var gate = (await app.GetAsync("/api/gate/checkout")).Body;
        Assert.Contains(gate.GetProperty("reasons").EnumerateArray(), reason => reason.GetString()!.Contains("1 h excluded: an excluded incident by Ada until", StringComparison.Ordinal));
        var history = (await app.GetAsync($"/api/budgets/checkout/availability/history?step=30m&from={through.AddMinutes(-120):O}&to={through:O}".Replace("+", "%2B", StringComparison.Ordinal))).Body;
        Assert.Equal([0, 30, 30, 0], history.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("excludedMinutes").GetInt32()));

        using (var revoked = await app.Client.DeleteAsync($"/api/adjustments/checkout.{id}", Stop)) Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.NotEqual(JsonValueKind.Null, Assert.Single((await app.GetAsync("/api/adjustments?service=checkout")).Body.EnumerateArray()).GetProperty("revokedAt").ValueKind);
        await app.UntilAsync("the next evaluation is without it", async () => (await BudgetAsync(app)).GetProperty("adjustments").ValueKind == JsonValueKind.Null, TimeSpan.FromSeconds(150));
        await app.UntilAsync("both are on record", async () => (await EventsAsync(app)).Where(name => name != "decided").SequenceEqual(["adjustment-made", "adjustment-revoked"]), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_what_to_do()
    {
        await using var app = await AppProcess.StartAsync(world.Settings(world.WritePolicy()));
        const string past = "\"from\":\"2026-01-01T10:00:00Z\",\"to\":\"2026-01-01T11:00:00Z\"";
        const string who = "\"reason\":\"why\",\"author\":\"Ada\"";
        (string Body, HttpStatusCode Status, string Says)[] refused =
        [
            ($$"""{"service":"nobody","kind":"maintenance",{{past}},{{who}}}""", HttpStatusCode.NotFound, "checkout"),
            ($$"""{"service":"checkout","slo":"latency","kind":"maintenance",{{past}},{{who}}}""", HttpStatusCode.NotFound, "availability"),
            ($$"""{"service":"checkout","kind":"holiday",{{past}},{{who}}}""", HttpStatusCode.BadRequest, "budget-reset"),
            ($$"""{"service":"checkout","kind":"maintenance",{{past}},"author":"Ada"}""", HttpStatusCode.BadRequest, "reason"),
            ($$"""{"service":"checkout","kind":"maintenance",{{past}},"reason":"why"}""", HttpStatusCode.BadRequest, "author"),
            ($$"""{"service":"checkout","kind":"maintenance","from":"2026-01-01T10:00:30Z",{{who}}}""", HttpStatusCode.BadRequest, "to the minute"),
            ($$"""{"service":"checkout","kind":"maintenance",{{past}},{{who}},"id":"7"}""", HttpStatusCode.BadRequest, "UUID"),
            ($$"""{"service":"checkout","kind":"maintenance",{{past}},{{who}},"every":["someday"],"at":"02:00","durationMinutes":5}""", HttpStatusCode.BadRequest, "monday to sunday"),
            ($$"""{"service":"checkout","kind":"maintenance",{{past}},{{who}},"every":["sunday"],"at":"02:00","durationMinutes":5,"timeZone":"../etc"}""", HttpStatusCode.BadRequest, "IANA"),
            ($$"""{"service":"checkout","kind":"maintenance",{{past}},{{who}},"at":"02:00"}""", HttpStatusCode.BadRequest, "every"),
            ($$"""{"service":"checkout","kind":"maintenance",{{past}},{{who}},"until":"x"}""", HttpStatusCode.BadRequest, "until"),
            ($$"""{"service":"checkout","kind":"correction",{{past}},{{who}}}""", HttpStatusCode.UnprocessableEntity, "how many"),
            ($$"""{"service":"checkout","kind":"budget-reset","from":"2199-01-01T10:00:00Z",{{who}}}""", HttpStatusCode.UnprocessableEntity, "future"),
            ("{", HttpStatusCode.BadRequest, "expected for example"),
        ];
        foreach (var (body, status, says) in refused)
        {
            var answer = await PostAsync(app, body);
            Assert.Equal((body, status), (body, answer.Status));
            Assert.Contains(says, answer.Body.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(0, (await app.GetAsync("/api/adjustments?service=checkout")).Body.GetArrayLength());
        using var unknown = await app.Client.DeleteAsync($"/api/adjustments/checkout.{Guid.NewGuid():N}", Stop);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task<JsonElement> BudgetAsync(AppProcess app) => (await app.GetAsync("/api/budgets/checkout/availability")).Body;

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(AppProcess app, string body)
    {
        using var response = await app.Client.PostAsync("/api/adjustments", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Stop);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Stop));
    }

    private static async Task<IEnumerable<string>> EventsAsync(AppProcess app) =>
        (await app.GetAsync("/api/audit?service=checkout")).Body.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("event").GetString()!);
}
