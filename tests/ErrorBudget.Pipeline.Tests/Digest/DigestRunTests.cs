using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Digest;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.Digest;

public sealed class DigestRunTests
{
    private static readonly SignOff _signOff = new()
    {
        Id = new SignOffId("checkout", Guid.CreateVersion7(Ledgers.Now.AddDays(-3))), Approver = "Ada", Reason = "the fix for the queue cannot wait",
        CreatedAt = Ledgers.Now.AddDays(-3), ExpiresAt = Ledgers.Now.AddDays(-2),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The digest in docs/digest.md is what this program writes from these counts.</summary>
    [Fact]
    public async Task The_documented_digest_is_the_one_that_is_sent()
    {
        var ledgers = await ScenarioAsync();
        await ledgers.Digests.RunAsync(ledgers.Policy, Ledgers.Now, Cancellation);

        var told = BudgetEvent.Parse(Assert.Single(ledgers.Queue.Sent).Json);
        Assert.Equal(("Digest|2026-W48|team-shop", BudgetEventKind.Digest, "team-shop", null), (told.Id, told.Kind, told.Owner, told.Service));
        Assert.Equal(["slack:#shop", "teams:shop"], told.Channels);
        var document = await File.ReadAllTextAsync(Path.Combine(AppProcess.Repository, "docs", "digest.md"), Cancellation);
        Assert.Contains($"```text\n{told.Detail}\n```", document.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_that_is_sent_again_has_the_same_id_until_the_week_is_over()
    {
        var ledgers = await ScenarioAsync();
        foreach (var hours in (int[])[0, 1, (7 * 24) - 9, 7 * 24]) await ledgers.Digests.RunAsync(ledgers.Policy, Ledgers.Now.AddHours(hours), Cancellation);
        Assert.Equal(
            ["Digest|2026-W48|team-shop", "Digest|2026-W48|team-shop", "Digest|2026-W48|team-shop", "Digest|2026-W49|team-shop"],
            ledgers.Queue.Sent.Select(record => record.Id));
    }

    [Fact]
    public async Task Numbers_come_from_the_ledger()
    {
        var ledgers = new Ledgers();
        var slo = await ledgers.AddAsync("checkout", 40, ago => Bucket.Of(1_000 - Bad(ago), 1_000, 60), channels: "slack:#shop");
        static int Bad(int ago) => ago == 12 ? 200 : ago == 7 * 24 + 5 ? 300 : 1;

        var report = Assert.Single((await ledgers.Reader.ReadAsync(Audience.Of(ledgers.Policy)[0], Ledgers.Now, Cancellation)).Slos);

        // 48 hours of 1,000 events allow 480 bad ones.
        Assert.Equal(1 - (decimal)(47 + 200) / 480, report.Snapshot!.Budget.Remaining);
        Assert.Equal(1 - (decimal)(47 + 300) / 480, report.WeekAgo!.Value.Remaining);
        Assert.Equal(new WorstHour(Minute.Containing(Ledgers.Now) - (12 * 60), 200, 1_000, 200m / 480 * 100), report.WorstHour);
        Assert.Equal(new RecentPast(28 * 24, 0, 1 - (decimal)(47 + 300) / 480, (28 * 24) - 2 + 500, 28 * 24 * 1_000), report.Past);
        Assert.Equal(slo, report.Slo);
    }

    [Fact]
    public async Task Owners_without_channels_are_told_where_the_operators_are_and_nobody_is_paged()
    {
        var ledgers = new Ledgers { Operators = ["slack:#platform"] };
        Bucket Hour(int ago) => Bucket.Of(1_000, 1_000, 60);
        await ledgers.AddAsync("a", 3, Hour, owner: "quiet");
        await ledgers.AddAsync("b", 3, Hour, owner: "paged", channels: ["pagerduty:tier-2"]);
        await ledgers.AddAsync("c", 3, Hour, owner: "", channels: ["slack:#c", "pagerduty:tier-2", "slack:#d"]);
        var audiences = Audience.Of(ledgers.Policy);
        Assert.Equal(["paged", "quiet", "slack:#c", "slack:#d"], audiences.Select(audience => audience.Name));
        Assert.Equal(["slack:#platform", "slack:#platform", "slack:#c", "slack:#d"], audiences.Select(audience => Assert.Single(audience.Channels)));
    }

    [Fact]
    public async Task A_digest_of_hundreds_of_objectives_fits_the_queue_and_says_what_is_left_out()
    {
        var ledgers = new Ledgers();
        for (var i = 0; i < 200; i++) await ledgers.AddAsync($"service-{i:000}-{new string('ü', 80)}", 3, _ => Bucket.Of(990, 1_000, 60), channels: "slack:#shop");
        await ledgers.Digests.RunAsync(ledgers.Policy, Ledgers.Now, Cancellation);
        var record = Assert.Single(ledgers.Queue.Sent);
        Assert.InRange(record.Json.Length, 5_000, 16 * 1024);
        Assert.EndsWith("the rest is on the dashboard", BudgetEvent.Parse(record.Json).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(28 * 24, 0, 0.9, TargetFit.Lax)]
    [InlineData(28 * 24, 0, 0.8999, TargetFit.Fits)]
    [InlineData(28 * 24, 14 * 24, -3, TargetFit.Strict)]
    [InlineData(28 * 24, (14 * 24) - 1, -3, TargetFit.Fits)]
    [InlineData((21 * 24) - 1, 0, 1, TargetFit.Fits)]
    public void A_target_is_judged_by_four_weeks(int hours, int exhausted, double lowest, TargetFit expected) =>
        Assert.Equal(expected, TargetCheck.Judge(new RecentPast(hours, exhausted, (decimal)lowest, 1, 1_000)));

    private static async Task<Ledgers> ScenarioAsync()
    {
        var ledgers = new Ledgers();
        await ledgers.AddAsync("checkout", 40, ago => Bucket.Of(ago == 93 ? 9_100 : ago <= 96 ? 9_890 : 9_960, 10_000, 60), channels: "slack:#shop");
        await ledgers.AddAsync("search", 40, ago => Bucket.Of(ago is 37 or 38 ? 19_100 : 19_990, 20_000, 60), channels: "teams:shop");
        await ledgers.AddAsync("images", 40, _ => Bucket.Of(499_990, 500_000, 60), channels: "slack:#shop");
        await ledgers.AddAsync("newsletter", 40, ago => Bucket.Of(ago % 4 == 0 ? 920 : 990, 1_000, 60), channels: "slack:#shop");
        await ledgers.AddAsync("wishlist", 40, ago => ago > 60 ? Bucket.Of(1_000, 1_000, 60) : Bucket.Unknown, channels: "slack:#shop");
        await ledgers.OpenAsync(_signOff, Ledgers.Now.AddDays(-2.5));
        await ledgers.OpenAsync(_signOff, Ledgers.Now.AddDays(-2.4));
        return ledgers;
    }
}
