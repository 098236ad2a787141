using System.Net;
using System.Text.Json;
using ErrorBudget.Testing;

namespace ErrorBudget.Acceptance;

/// <summary>The built app's audit trail.</summary>
public sealed class AuditTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Every_answer_of_the_gate_is_in_the_audit_trail_with_its_numbers_even_if_the_app_ends_at_once()
    {
        var settings = world.Settings();
        var answers = new List<JsonElement>();
        await using (var app = await AppProcess.StartAsync(settings))
        {
            await World.CompleteAsync(app);
            for (var i = 0; i < 30; i++) answers.Add((await app.GetAsync("/api/gate/checkout?change=critical&pipelineRun=run-17")).Body);
            Assert.Equal(0, await app.StopAsync(TimeSpan.FromSeconds(20)));
        }

        await using var next = await AppProcess.StartAsync(settings);
        var rows = await ReadAsync(next, "checkout");
        Assert.Equal(Ids(answers, "decisionId"), Ids(rows, "id"));
        Assert.All(answers.OrderBy(Id("decisionId"), StringComparer.Ordinal).Zip(rows.OrderBy(Id("id"), StringComparer.Ordinal)), pair =>
        {
            var decision = pair.Second.GetProperty("decision");
            foreach (var same in (string[])["change", "decision", "allowed", "remainingPct", "reasons", "dataThrough"])
                Assert.Equal(pair.First.GetProperty(same).GetRawText(), decision.GetProperty(same).GetRawText());
            Assert.Equal("run-17", decision.GetProperty("pipelineRun").GetString());
            Assert.True(decision.GetProperty("bad").GetInt64() <= decision.GetProperty("total").GetInt64());
            Assert.True(decision.GetProperty("burnRates").TryGetProperty("fast", out _));
        });
    }

    [Fact]
    public async Task The_audit_trail_is_read_page_by_page()
    {
        await using var app = await AppProcess.StartAsync(world.Settings());
        var asked = new List<JsonElement>();
        for (var i = 0; i < 5; i++) asked.Add((await app.GetAsync("/api/gate/restarting")).Body);
        await app.UntilAsync("all rows are stored", async () => (await ReadAsync(app, "restarting")).Count == 5, TimeSpan.FromSeconds(30));

        var (pages, next) = (new List<JsonElement>(), "");
        do
        {
            var (_, page) = await app.GetAsync($"/api/audit?service=restarting&limit=2&after={next}");
            Assert.InRange(page.GetProperty("entries").GetArrayLength(), 1, 2);
            pages.AddRange(page.GetProperty("entries").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(Ids(asked, "decisionId"), Ids(pages, "id"));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await using var app = await AppProcess.StartAsync(world.Settings());
        string[] queries =
        [
            "", "service=a&from=yesterday", "service=a&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "service=a&from=2020-01-01T00:00:00Z",
            "service=a&limit=1001", "service=a&limit=0", "service=a&after=x",
        ];
        foreach (var query in queries)
        {
            var (status, problem) = await app.GetAsync($"/api/audit?{query}");
            Assert.Equal((query, HttpStatusCode.BadRequest), (query, status));
            Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadAsync(AppProcess app, string service)
    {
        var (_, page) = await app.GetAsync($"/api/audit?service={service}");
        return [.. page.GetProperty("entries").EnumerateArray()];
    }

    /// <summary>Sorted: what was decided in the same millisecond is in any order.</summary>
    private static IEnumerable<string?> Ids(IEnumerable<JsonElement> rows, string property) => rows.Select(Id(property)).Order(StringComparer.Ordinal);

    private static Func<JsonElement, string?> Id(string property) => row => row.GetProperty(property).GetString();
}
