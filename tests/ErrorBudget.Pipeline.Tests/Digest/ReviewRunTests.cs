using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Tests.Adjustments;

namespace ErrorBudget.Pipeline.Tests.Digest;

public sealed class ReviewRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(380, 400, 8, true)]
    [InlineData(340, 400, 8, true)]
    [InlineData(320, 400, 8, false)]
    [InlineData(380, 300, 8, false)]
    [InlineData(380, 400, 10, false)]
    public async Task A_review_is_due_when_eleven_months_used_less_than_a_hundredth(int days, int retention, int badPerHour, bool expected)
    {
        var ledgers = new Ledgers { RetentionDays = retention };
        await ledgers.AddAsync("images", days, _ => Bucket.Of(100_000 - badPerHour, 100_000, 60), channels: "slack:#shop");

        await ledgers.Reviews.RunAsync(ledgers.Policy, new DateTimeOffset(2026, 10, 1, 8, 0, 0, TimeSpan.Zero), Cancellation);
        await ledgers.Reviews.RunAsync(ledgers.Policy, new DateTimeOffset(2026, 12, 31, 8, 0, 0, TimeSpan.Zero), Cancellation);

        var ids = ledgers.Queue.Sent.Select(record => record.Id).Distinct();
        string[] reminder = ["Digest|2026-Q4|team-shop"];
        Assert.Equal(expected ? [.. reminder, "ReviewDue|images/availability|2026-Q4"] : reminder, ids);
    }

    [Fact]
    public async Task What_was_excluded_or_corrected_is_not_used_and_a_reset_makes_nothing_unused()
    {
        var ledgers = new Ledgers { RetentionDays = 400 };
        var slo = await ledgers.AddAsync("images", 380, ago => Bucket.Of(ago == 3_000 ? 0 : 99_996, 100_000, 60), channels: "slack:#shop");
        var hour = Minute.Containing(Ledgers.Now) - (3_000 * Minute.PerHour);
        var before = await ledgers.Reader.ReadYearAsync(slo, 400, Cancellation);
        await ledgers.Adjustments.AddAsync(SomeAdjustments.Of(slo.Id, AdjustmentKind.BudgetReset, new MinuteRange(hour + 6_000, hour + 6_000)), Cancellation);
        Assert.Equal(before, await ledgers.Reader.ReadYearAsync(slo, 400, Cancellation));

        await ledgers.Adjustments.AddAsync(SomeAdjustments.Of(slo.Id, AdjustmentKind.ExcludedIncident, new MinuteRange(hour + 10, hour + 20)), Cancellation);
        await ledgers.Adjustments.AddAsync(SomeAdjustments.Of(slo.Id, AdjustmentKind.Correction, new MinuteRange(hour + 6_000, hour + 6_100), bad: 30, total: 50), Cancellation);
        var after = await ledgers.Reader.ReadYearAsync(slo, 400, Cancellation);
        Assert.Equal((before!.Bad - 100_000 + 30, before.Total - 100_000 + 50), (after!.Bad, after.Total));
    }

    [Fact]
    public async Task A_review_says_what_was_used_of_what()
    {
        var ledgers = new Ledgers { RetentionDays = 400 };
        await ledgers.AddAsync("images", 380, ago => Bucket.Of(ago <= 365 * 24 ? 99_996 : 0, 100_000, 60), channels: "slack:#shop");

        await ledgers.Reviews.RunAsync(ledgers.Policy, Ledgers.Now, Cancellation);

        var events = ledgers.Queue.Sent.Select(record => BudgetEvent.Parse(record.Json)).ToArray();
        Assert.Equal(
            "images/availability used 0.4 % of its budget in 365 days: 35,040 bad of 876,000,000 events where 8,760,000 were allowed. " +
            "The target of 99 % may be laxer than what users get, or nobody depends on it: make it stricter, keep it knowingly, or drop it.",
            events[1].Detail);
        Assert.Equal((BudgetEventKind.ReviewDue, "images", "availability"), (events[1].Kind, events[1].Service, events[1].Slo));
        Assert.Equal(
            """
            Review of the objectives of team-shop, 2026-Q4
            An objective is right when people are unhappy below it and content above it. Look at each one, and keep it, change it or drop it.

            Objectives
            - images/availability: 99 % over 2 d; 99.6 % left; 99.996 % good in the last 28 days

            Targets worth a look
            - images/availability (99 %): never below 99.6 % left in 28 days; 99.996 % of 67,200,000 events were good. A stricter target would have been met; if users need no more than this one, it can also stay.
            """.ReplaceLineEndings("\n"),
            events[0].Detail);
    }
}
