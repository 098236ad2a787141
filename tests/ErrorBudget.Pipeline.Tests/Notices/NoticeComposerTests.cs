using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Notices;

public sealed class NoticeComposerTests
{
    [Fact]
    public void Every_kind_of_event_has_a_message()
    {
        Assert.Equal(Enum.GetValues<BudgetEventKind>(), NoticeSamples.All.Select(sample => sample.Errand.Event.Kind).Distinct().Order());
        foreach (var (name, errand) in NoticeSamples.All)
        {
            var notice = NoticeComposer.Compose(errand);
            Assert.True(notice.Title.Length is > 20 and <= 150 && !notice.Title.Contains('\n', StringComparison.Ordinal), $"{name}: {notice.Title}");
            Assert.True(notice.Summary.Length > 20 && !notice.Summary.Contains("  ", StringComparison.Ordinal) && !notice.Summary.Contains("..", StringComparison.Ordinal), $"{name}: {notice.Summary}");
            Assert.NotEmpty(notice.Links);
        }
    }

    [Fact]
    public void Beginnings_open_and_their_ends_close()
    {
        BudgetEventKind[] Of(NoticePhase phase) => [.. NoticeSamples.All.Where(sample => NoticeComposer.Compose(sample.Errand).Phase == phase).Select(sample => sample.Errand.Event.Kind).Distinct().Order()];
        Assert.Equal([BudgetEventKind.BurnStarted, BudgetEventKind.BudgetExhausted, BudgetEventKind.DataMissing, BudgetEventKind.PolicyRefused], Of(NoticePhase.Opens));
        Assert.Equal([BudgetEventKind.BurnResolved, BudgetEventKind.BudgetRecovered, BudgetEventKind.DataReturned, BudgetEventKind.PolicyAccepted], Of(NoticePhase.Closes));
    }

    [Fact]
    public void An_event_without_numbers_or_objective_can_still_be_told()
    {
        foreach (var kind in Enum.GetValues<BudgetEventKind>())
        {
            var bare = new BudgetEvent("1", kind, NoticeSamples.Now, "1") { Service = "a b/c", Slo = "d?e" };
            var notice = NoticeComposer.Compose(new Errand(bare, "slack:#x", NoticeSamples.Policy with { Site = new Uri("https://host/base?x=1") }, null));
            Assert.NotEqual("", notice.Title);
            Assert.Empty(notice.Consequences);
            Assert.Equal("https://host/base/api/dashboard/a%20b%2Fc/d%3Fe", notice.Links[0].Url.AbsoluteUri);
        }
    }

    [Theory]
    [InlineData(false, false, "The release gate blocks standard and critical changes while it burns this fast; fixes and rollbacks pass. Sign-offs do not open it (approval_override is off).")]
    [InlineData(true, false, "The release gate blocks standard and critical changes while it burns this fast; fixes and rollbacks pass. A person's sign-off opens it.")]
    [InlineData(false, true, "The release gate is in dry run: it reports \"block\" and lets everything pass.")]
    public void A_fast_burn_says_what_the_gate_does(bool approval, bool dryRun, string sentence)
    {
        var objective = NoticeSamples.Objective with { Gate = new GateRules { ApprovalOverride = approval, DryRun = dryRun } };
        Assert.Equal(sentence, NoticeComposer.Compose(NoticeSamples.Errand(NoticeSamples.BurnStarted) with { Objective = objective }).Consequences[0]);
    }

    [Fact]
    public void What_was_told_before_is_passed_on()
    {
        var errand = NoticeSamples.Errand(NoticeSamples.BurnStarted) with { Opening = Receipt.Delivered("", "1700.1"), IsRepeat = true };
        Assert.Equal(("1700.1", true), (NoticeComposer.Compose(errand).ReplyTo, NoticeComposer.Compose(errand).IsRepeat));
    }

    [Fact]
    public async Task A_channel_that_nobody_configured_says_what_is_missing()
    {
        using var scene = new ChannelScene();
        var receipt = await scene.TellAsync(new UnconfiguredChannel("set SLACK_TOKEN") { Address = "slack:#x" }, ChannelScene.Burn);
        Assert.Equal(Receipt.Refused("slack:#x is not configured: set SLACK_TOKEN"), receipt);
    }

    [Theory]
    [InlineData(100, "▰▰▰▰▰▰▰▰▰▰ 100 % left")]
    [InlineData(99.99, "▰▰▰▰▰▰▰▰▰▱ 99.99 % left")]
    [InlineData(31.2, "▰▰▰▱▱▱▱▱▱▱ 31.2 % left")]
    [InlineData(0.01, "▰▱▱▱▱▱▱▱▱▱ 0.01 % left")]
    [InlineData(0, "▱▱▱▱▱▱▱▱▱▱ 0 % left")]
    [InlineData(-42, "▱▱▱▱▱▱▱▱▱▱ overspent by 42 %")]
    public void The_bar_is_full_and_empty_only_when_the_budget_is(double remaining, string bar) => Assert.Equal(bar, BudgetBar.Of((decimal)remaining));
}
