using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

/// <summary>What checks that wait leave in the audit trail: what their tasks were told, once, whatever happens.</summary>
public sealed class CheckAuditTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    private CheckScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await CheckScene.StartAsync(azurite);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task The_first_decision_a_changed_one_and_the_final_one_are_audited_and_no_other()
    {
        _scene.Decision = DecisionKind.Block;
        await _scene.AskAsync(waitMinutes: 30);
        for (var i = 0; i < 5; i++) await _scene.RunAfterAsync(Tick);
        await AssertAuditedAsync(DecisionKind.Block);

        _scene.Decision = DecisionKind.SignOff;
        for (var i = 0; i < 5; i++) await _scene.RunAfterAsync(Tick);
        await AssertAuditedAsync(DecisionKind.Block, DecisionKind.SignOff);

        await _scene.RunAfterAsync(TimeSpan.FromMinutes(30));
        await AssertAuditedAsync(DecisionKind.Block, DecisionKind.SignOff, DecisionKind.SignOff);
        await _scene.RunAfterAsync(Tick);
        await AssertAuditedAsync(DecisionKind.Block, DecisionKind.SignOff, DecisionKind.SignOff);
    }

    [Fact]
    public async Task A_row_says_who_asked_and_for_which_run_and_the_task_is_told_its_id()
    {
        await _scene.AskAsync();
        await _scene.RunAsync();
        var entry = Assert.Single(await _scene.AuditAsync());
        Assert.Equal((CheckScene.Question.AskedBy, CheckScene.Question.PipelineRun), (entry.By, entry.Decision!.PipelineRun));
        Assert.Contains(entry.Id.ToString(), _scene.AzureDevOps.Calls[0].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_instances_at_once_leave_one_row_for_each_check()
    {
        for (var i = 0; i < 8; i++) await _scene.AskAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _scene.RunAsync()));
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        await AssertAuditedAsync([.. Enumerable.Repeat(DecisionKind.Allow, 8)]);
    }

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(1, true, 0)]
    [InlineData(2, false, 0)]
    [InlineData(2, true, 0)]
    [InlineData(1, false, 30)]
    [InlineData(1, true, 30)]
    [InlineData(2, false, 30)]
    [InlineData(2, true, 30)]
    public async Task Who_dies_before_or_after_a_write_leaves_one_row_that_others_find(int write, bool after, int waitMinutes)
    {
        _scene.Decision = DecisionKind.Block;
        await _scene.AskAsync(waitMinutes);
        await Assert.ThrowsAsync<MortalChecks.DeathException>(() => _scene.RunAsync(_scene.Instance(new MortalChecks(_scene.Store.Store.Checks, write, after))));
        for (var i = 0; i < 3; i++) await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        await AssertAuditedAsync(DecisionKind.Block);
    }

    [Fact]
    public async Task While_the_trail_takes_no_rows_nothing_is_told_and_afterwards_the_same_decision_is()
    {
        var check = await _scene.AskAsync();
        await Assert.ThrowsAsync<StorageException>(() => _scene.RunAsync(_scene.Instance(trail: new MemoryAuditTrail { IsDown = true })));
        Assert.Empty(_scene.AzureDevOps.Calls);

        _scene.Decision = DecisionKind.Block;
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        await AssertAuditedAsync(DecisionKind.Allow);
        Assert.Equal("succeeded", _scene.ResultOf(check));
    }

    [Fact]
    public async Task A_decision_that_changed_before_its_row_was_written_leaves_both_rows()
    {
        _scene.Decision = DecisionKind.Block;
        await _scene.AskAsync(waitMinutes: 30);
        await Assert.ThrowsAsync<StorageException>(() => _scene.RunAsync(_scene.Instance(trail: new MemoryAuditTrail { IsDown = true })));
        _scene.Decision = DecisionKind.SignOff;
        await _scene.RunAfterAsync(AnswerPendingChecks.Claim);
        await AssertAuditedAsync(DecisionKind.Block, DecisionKind.SignOff);
    }

    private async Task AssertAuditedAsync(params DecisionKind[] decisions) =>
        Assert.Equal(decisions, (await _scene.AuditAsync()).Select(entry => entry.Decision!.Kind));
}
