using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Budgets;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.AzureDevOps;

/// <summary>What the prompt gate does when the budgets cannot be read: it is on record, and a sign-off that is known opens it.</summary>
public sealed class UnreadBudgetTests : IAsyncLifetime
{
    private static readonly GateRequest Request = new("checkout", null, ChangeKind.Standard) { PipelineRun = "4711", AskedBy = "ci" };

    private readonly FakeTimeProvider _time = new(EvaluatorScene.Noon);
    private readonly TestStore _broken = TestStore.Over(new BrokenHandler());
    private readonly MemoryAuditTrail _trail = new();
    private readonly KnownSignOffs _known = new();
    private AuditWriter _writer = null!;
    private SignOffReader _signOffs = null!;
    private PromptGate _gate = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _writer = new AuditWriter(_trail, _time, NullLogger<AuditWriter>.Instance);
        _signOffs = new SignOffReader(_known, _time);
        _gate = new PromptGate(new ReleaseGate(new SnapshotReader(_broken.Store, _time), _signOffs, _writer, _time), _time);
        await _writer.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _trail.IsDown = false;
        await _writer.StopAsync(CancellationToken.None);
        _writer.Dispose();
        _broken.Dispose();
    }

    [Fact]
    public async Task The_answer_leaves_a_row_with_who_asked_and_why_it_is_so()
    {
        var answer = await AskAsync(Request);
        Assert.False(answer!.Decision.Allowed);
        var entry = Assert.Single(await RowsAsync());
        Assert.Equal((answer.DecisionId, "ci", "4711"), (entry.Id, entry.By, entry.Decision!.PipelineRun));
        Assert.Equal((DecisionKind.Unknown, null), (entry.Decision.Kind, entry.Decision.DataThrough));
        Assert.Contains("could not be read", entry.Decision.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_trail_takes_no_rows_the_answer_is_given_and_its_row_is_written_later()
    {
        _trail.IsDown = true;
        var answer = await AskAsync(Request);
        _trail.IsDown = false;
        Assert.Equal(answer!.DecisionId, Assert.Single(await RowsAsync()).Id);
    }

    [Theory]
    [InlineData("ci", "4711", 0, true)]
    [InlineData("ci", "4711", 59, true)]
    [InlineData("ci", "4711", 60, false)]
    [InlineData("ci", "4712", 0, false)]
    [InlineData("Ada", "4711", 0, false)]
    [InlineData("approver-key", "4711", 0, false)]
    public async Task A_sign_off_read_in_the_last_minute_opens_the_gate_for_its_run_and_never_for_who_gave_it(string askedBy, string run, int secondsAgo, bool opens)
    {
        await RememberAsync();
        _time.Advance(TimeSpan.FromSeconds(secondsAgo));
        var answer = await AskAsync(Request with { AskedBy = askedBy, PipelineRun = run });
        Assert.Equal((opens, opens), (answer!.Decision.Allowed, answer.SignOff is not null));

        // What a person opened is stored before it is open; the rest may wait a second.
        if (opens) Assert.Equal(answer.SignOff!.Id.ToString(), Assert.Single(_trail.Entries).Decision!.SignOff);
        Assert.Equal(answer.DecisionId, Assert.Single(await RowsAsync()).Id);
    }

    [Fact]
    public async Task What_a_sign_off_would_open_is_not_answered_while_its_row_cannot_be_stored()
    {
        await RememberAsync();
        _trail.IsDown = true;
        var asking = AskAsync(Request);
        while (_trail.Calls == 0) await Task.Delay(5, Cancel);
        Assert.False(asking.IsCompleted);
        _time.Advance(PromptGate.LastMoment);
        var failure = await Assert.ThrowsAsync<StorageException>(() => asking);
        Assert.Contains("on record", failure.Message, StringComparison.Ordinal);
        Assert.True(PromptGate.LastMoment < TimeSpan.FromSeconds(3));
    }

    private Task<GateAnswer?> AskAsync(GateRequest request)
    {
        var objective = EvaluatorScene.ObjectiveOf("checkout") with { Gate = new GateRules { OnUnknown = OnUnknown.SignOff, ApprovalOverride = true } };
        return _gate.DecideAsync(EvaluatorScene.PolicyOf([objective]), request, _time.GetTimestamp(), Cancel);
    }

    private async Task RememberAsync()
    {
        _known.SignOffs =
        [
            new SignOff
            {
                Id = new SignOffId("checkout", Guid.CreateVersion7(_time.GetUtcNow())), PipelineRun = "4711", Approver = "Ada", GrantedBy = "approver-key", Reason = "the fix is in it",
                CreatedAt = _time.GetUtcNow(), ExpiresAt = _time.GetUtcNow().AddHours(1),
            },
        ];
        Assert.Single(await _signOffs.OfAsync("checkout", Cancel));
        _known.SignOffs = null;
    }

    /// <summary>Everything in the trail, once what waits is written.</summary>
    private async Task<IReadOnlyList<AuditEntry>> RowsAsync()
    {
        await _writer.StopAsync(Cancel);
        return _trail.Entries;
    }

    private sealed class BrokenHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("connection refused");
    }

    private sealed class KnownSignOffs : ISignOffStore
    {
        /// <summary>What it holds; null while it cannot be reached.</summary>
        public IReadOnlyList<SignOff>? SignOffs { get; set; }

        public Task<IReadOnlyList<SignOff>> LoadAsync(string service, DateTimeOffset since, CancellationToken cancellationToken) =>
            SignOffs is { } signOffs ? Task.FromResult(signOffs) : throw new StorageException("down");

        public Task AddAsync(SignOff signOff, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<SignOff>> LoadAllAsync(DateTimeOffset since, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SignOff?> FindAsync(SignOffId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RevokeAsync(SignOffId id, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
