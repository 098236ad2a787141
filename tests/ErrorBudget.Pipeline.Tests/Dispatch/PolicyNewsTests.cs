using System.Collections.Immutable;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Evaluate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Dispatch;

/// <summary>A refused policy is told once and so is its end, across restarts. What was told is kept in a real table.</summary>
public sealed class PolicyNewsTests(AzuriteFixture azurite)
{
    private static readonly ImmutableArray<PolicyProblem> _typo = [new PolicyProblem("policy.yaml", 3, 5, "unknown key \"targt\"")];
    private static readonly ImmutableArray<PolicyProblem> _other = [new PolicyProblem("policy.yaml", 9, 1, "the service \"shop\" stands twice")];

    private readonly FakeTimeProvider _time = new(EvaluatorScene.Noon);
    private readonly MemoryNoticeQueue _queue = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<BudgetEvent> Sent => _queue.Sent.Select(record => BudgetEvent.Parse(record.Json));

    [Fact]
    public async Task A_refusal_is_told_once_with_its_reasons_and_its_end_under_the_same_episode()
    {
        using var test = await azurite.NewStoreAsync();
        var news = Start(test);
        foreach (var problems in (ImmutableArray<PolicyProblem>[])[[], _typo, _typo, [], []]) await LookAsync(news, problems);

        var (refused, accepted) = (Sent.First(), Sent.Last());
        Assert.Equal([BudgetEventKind.PolicyRefused, BudgetEventKind.PolicyAccepted], Sent.Select(told => told.Kind));
        Assert.Contains("policy.yaml:3:5: unknown key \"targt\"", refused.Detail, StringComparison.Ordinal);
        Assert.Equal((refused.Episode, refused.Id, refused.At), (accepted.Episode, accepted.Follows, accepted.FollowsAt));
    }

    [Fact]
    public async Task After_a_restart_the_same_refusal_has_the_same_id_and_its_end_is_told()
    {
        using var test = await azurite.NewStoreAsync();
        await LookAsync(Start(test), _typo);
        await LookAsync(Start(test), _typo);
        await LookAsync(Start(test), []);
        await LookAsync(Start(test), []);

        Assert.Equal(2, Sent.Select(told => told.Id).Distinct().Count());
        Assert.Equal(BudgetEventKind.PolicyAccepted, Sent.Last().Kind);
        Assert.Single(Sent, told => told.Kind == BudgetEventKind.PolicyAccepted);
    }

    [Fact]
    public async Task Other_reasons_end_one_refusal_and_begin_another()
    {
        using var test = await azurite.NewStoreAsync();
        var news = Start(test);
        await LookAsync(news, _typo);
        await LookAsync(news, _other);

        Assert.Equal([BudgetEventKind.PolicyRefused, BudgetEventKind.PolicyAccepted, BudgetEventKind.PolicyRefused], Sent.Select(told => told.Kind));
        Assert.Contains("refused for other reasons", Sent.ElementAt(1).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_sent_is_sent_by_the_next_look_under_the_same_id()
    {
        using var test = await azurite.NewStoreAsync();
        var news = Start(test);
        _queue.Failure = "the queue is down";
        await Assert.ThrowsAsync<StorageException>(() => LookAsync(news, _typo));
        var noted = await test.Store.Policies.RecallRefusalAsync(Cancellation);
        _queue.Failure = null;
        await LookAsync(news, _typo);
        await LookAsync(news, _typo);

        Assert.Equal(noted!.At, Assert.Single(Sent).At);
    }

    private PolicyNews Start(TestStore test) => new(test.Store.Policies, _queue, _time);

    private Task LookAsync(PolicyNews news, ImmutableArray<PolicyProblem> problems)
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        return news.LookAsync(EvaluatorScene.PolicyOf([EvaluatorScene.ObjectiveOf("shop")]), problems, Cancellation);
    }
}
