using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;
using ErrorBudget.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErrorBudget.Pipeline.Tests.Adjustments;

/// <summary>Requests to adjust that are repeated, come at once, or are cut off at any point.</summary>
public sealed class AdjustmentDeskTests(AzuriteFixture azurite)
{
    private static readonly SloId Slo = new("service-0", "availability");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_is_cut_off_and_sent_again_makes_one_adjustment_with_its_audit_row_first(bool wasStored)
    {
        await using var scene = await Desk.StartAsync();
        var (wanted, mortal) = (Wanted(), new MortalAdjustments(scene.Store) { DiesAfterStoring = wasStored });
        await Assert.ThrowsAsync<StorageException>(() => scene.Over(mortal).MakeAsync(scene.Policy, wanted, Stop));
        Assert.Equal([AuditEvent.AdjustmentMade], scene.Trail.Entries.Select(entry => entry.Event));
        Assert.Equal(wasStored ? 1 : 0, (await scene.Store.LoadAsync(null, Stop)).Count);

        var again = await scene.Over(scene.Store).MakeAsync(scene.Policy, wanted, Stop);
        Assert.Equal(wasStored ? AdjustmentOutcome.DoneBefore : AdjustmentOutcome.Done, again.Outcome);
        Assert.Equal(again.Adjustment, Assert.Single(await scene.Store.LoadAsync(null, Stop)));

        // A row of something that did not come to be is possible, the reverse is not.
        Assert.Equal(Enumerable.Repeat((AuditEvent.AdjustmentMade, wanted.Id.ToString()), wasStored ? 1 : 2), scene.Trail.Entries.Select(entry => (entry.Event, entry.Adjustment!.Id)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revocation_that_is_cut_off_and_sent_again_takes_it_back_once_with_its_audit_row_first(bool wasStored)
    {
        await using var scene = await Desk.StartAsync();
        var made = (await scene.Over(scene.Store).MakeAsync(scene.Policy, Wanted(), Stop)).Adjustment!;
        var mortal = new MortalAdjustments(scene.Store) { DiesAfterStoring = wasStored };
        await Assert.ThrowsAsync<StorageException>(() => scene.Over(mortal).RevokeAsync(scene.Policy, made.Id, "bob", Stop));
        Assert.Equal([AuditEvent.AdjustmentMade, AuditEvent.AdjustmentRevoked], scene.Trail.Entries.Select(entry => entry.Event));

        var again = await scene.Over(scene.Store).RevokeAsync(scene.Policy, made.Id, "bob", Stop);
        Assert.Equal(wasStored ? AdjustmentOutcome.DoneBefore : AdjustmentOutcome.Done, again!.Outcome);
        Assert.Equal(again.Adjustment, Assert.Single(await scene.Store.LoadAsync(null, Stop)));
        Assert.Equal(wasStored ? 1 : 2, scene.Trail.Entries.Count(entry => entry is { Event: AuditEvent.AdjustmentRevoked, By: "bob", Adjustment.RevokedAt: not null }));
    }

    [Fact]
    public async Task What_was_revoked_is_not_revived_by_the_same_request()
    {
        await using var scene = await Desk.StartAsync();
        var (desk, wanted) = (scene.Over(scene.Store), Wanted());
        await desk.MakeAsync(scene.Policy, wanted, Stop);
        await desk.RevokeAsync(scene.Policy, wanted.Id, "bob", Stop);

        var again = await desk.MakeAsync(scene.Policy, wanted, Stop);
        Assert.Equal(AdjustmentOutcome.DoneBefore, again.Outcome);
        Assert.NotNull(again.Adjustment!.RevokedAt);
        Assert.NotNull(Assert.Single(await scene.Store.LoadAsync(null, Stop)).RevokedAt);
        Assert.Equal(2, scene.Trail.Entries.Count);
    }

    [Fact]
    public async Task The_same_request_to_several_instances_at_once_makes_one_adjustment()
    {
        using var test = await azurite.NewStoreAsync();
        await using var scene = await Desk.StartAsync();
        var (wanted, other) = (Wanted(), Wanted() with { Reason = "another reason" });
        other = other with { Id = wanted.Id };
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => scene.Over(test.Store.Adjustments).MakeAsync(scene.Policy, i % 3 == 2 ? other : wanted, Stop), Stop)));

        var made = Assert.Single(await test.Store.Adjustments.LoadAsync(null, Stop));
        Assert.Single(answers, answer => answer.Outcome == AdjustmentOutcome.Done);
        Assert.Equal(made.Reason == "why" ? 4 : 8, answers.Count(answer => answer.Outcome == AdjustmentOutcome.Conflict));
        Assert.All(answers.Where(answer => answer.Outcome == AdjustmentOutcome.DoneBefore), answer => Assert.Equal(made, answer.Adjustment));
    }

    [Fact]
    public async Task A_correction_that_makes_a_chain_of_corrections_longer_than_a_day_is_refused_until_another_is_revoked()
    {
        await using var scene = await Desk.StartAsync();
        var (desk, noon) = (scene.Over(scene.Store), Minute.Containing(EvaluatorScene.Noon));
        var first = (await desk.MakeAsync(scene.Policy, Correction(noon - Minute.PerDay - 30, noon - 100), Stop)).Adjustment!;
        var second = Correction(noon - 110, noon - 10);

        var refused = await desk.MakeAsync(scene.Policy, second, Stop);
        Assert.Equal(AdjustmentOutcome.Refused, refused.Outcome);
        Assert.Contains("2 corrections without an hour between them", refused.Refusal, StringComparison.Ordinal);
        Assert.Equal(AdjustmentOutcome.Done, (await desk.MakeAsync(scene.Policy, second with { Kind = AdjustmentKind.ExcludedIncident, Bad = 0 }, Stop)).Outcome);

        await desk.RevokeAsync(scene.Policy, first.Id, "bob", Stop);
        Assert.Equal(AdjustmentOutcome.Done, (await desk.MakeAsync(scene.Policy, Correction(noon - 110, noon - 10), Stop)).Outcome);

        static Adjustment Correction(Minute from, Minute to) => SomeAdjustments.Of(Slo, AdjustmentKind.Correction, new MinuteRange(from, to), bad: 1) with { MadeAt = null };
    }

    private static Adjustment Wanted()
    {
        var now = Minute.Containing(EvaluatorScene.Noon);
        return SomeAdjustments.Of(Slo, AdjustmentKind.ExcludedIncident, new MinuteRange(now - 60, now - 30)) with { MadeAt = null, MadeBy = "key-of-ada" };
    }

    /// <summary>What desks share.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly EvaluatorScene _scene = new();
        private readonly AuditWriter _audit;

        private Desk() => _audit = new AuditWriter(Trail, _scene.Time, NullLogger<AuditWriter>.Instance);

        public MemoryAuditTrail Trail { get; } = new();

        public MemoryAdjustments Store => _scene.Adjustments;

        public Pipeline.Policies.Policy Policy => _scene.Policy;

        public static async Task<Desk> StartAsync()
        {
            var desk = new Desk();
            await desk._audit.StartAsync(Stop);
            return desk;
        }

        public AdjustmentDesk Over(IAdjustmentStore store) => new(store, _audit, _scene.Time);

        public async ValueTask DisposeAsync()
        {
            await _audit.StopAsync(CancellationToken.None);
            _audit.Dispose();
        }
    }

    /// <summary>A store whose connection is lost with the first change, before or after it was stored.</summary>
    private sealed class MortalAdjustments(IAdjustmentStore store) : IAdjustmentStore
    {
        public bool DiesAfterStoring { get; init; }

        public Task<string?> VersionAsync(CancellationToken cancellationToken) => store.VersionAsync(cancellationToken);

        public Task<IReadOnlyList<Adjustment>> LoadAsync(string? service, CancellationToken cancellationToken) => store.LoadAsync(service, cancellationToken);

        public Task<Adjustment?> FindAsync(AdjustmentId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

        public async Task<bool> AddAsync(Adjustment adjustment, CancellationToken cancellationToken)
        {
            if (DiesAfterStoring) await store.AddAsync(adjustment, cancellationToken);
            throw new StorageException("the connection was lost");
        }

        public async Task RevokeAsync(AdjustmentId id, DateTimeOffset at, CancellationToken cancellationToken)
        {
            if (DiesAfterStoring) await store.RevokeAsync(id, at, cancellationToken);
            throw new StorageException("the connection was lost");
        }
    }
}
