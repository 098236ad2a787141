using System.Collections.Concurrent;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Evaluate;
using ErrorBudget.Pipeline.Tests.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Audit;

public sealed class RetentionTests(AzuriteFixture azurite)
{
    private static readonly string[] Services = ["a", "a-b", "a.b", "zahlung/für 'alle'", "z"];
    private static readonly DateTimeOffset Noon = EvaluatorScene.Noon;
    private static readonly DateTimeOffset Kept = new(Noon.UtcDateTime.Date.AddDays(-400), TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2000)]
    public async Task What_is_older_than_the_policy_keeps_is_deleted_and_nothing_else(int limit)
    {
        using var test = await NewStoreAsync(limit);
        DateTimeOffset[] old = [Kept.AddYears(-3), Kept.AddDays(-200), Kept.AddDays(-40), Kept.AddHours(-1), Kept.AddMilliseconds(-1)];
        DateTimeOffset[] young = [Kept, Kept.AddHours(1), Kept.AddDays(200), Noon];
        foreach (var service in Services)
        {
            foreach (var at in (DateTimeOffset[])[.. old, .. young])
            {
                await test.Store.Audit.AppendAsync([AuditEntries.At(at, service)], Cancel);
                await test.Store.SignOffs.AddAsync(SignOffAt(at, service), Cancel);
            }
        }

        var retention = Start(test);
        for (var tick = 0; tick < 2 * Services.Length * old.Length; tick++) await retention.RunAsync(Policy, Cancel);
        foreach (var service in Services)
        {
            var audited = await test.Store.Audit.ReadAsync(new AuditQuery(service, Noon.AddYears(-5), Noon.AddDays(1), null, 1000), Cancel);
            Assert.Equal(young, audited.Select(entry => entry.At));
            Assert.Equal(young, (await test.Store.SignOffs.LoadAsync(service, Noon.AddYears(-5), Cancel)).Select(signOff => signOff.CreatedAt));
        }
    }

    [Fact]
    public async Task A_tick_deletes_a_bounded_number_and_a_day_that_is_done_costs_nothing()
    {
        using var test = await NewStoreAsync(limit: 10);
        await test.Store.Audit.AppendAsync([.. Enumerable.Range(0, 25).Select(i => AuditEntries.At(Kept.AddDays(-3).AddMinutes(i), "a"))], Cancel);
        var retention = Start(test);
        foreach (var left in (int[])[15, 5, 0, 0])
        {
            await retention.RunAsync(Policy, Cancel);
            Assert.Equal(left, (await test.Store.Audit.ReadAsync(new AuditQuery("a", Noon.AddYears(-5), Noon, null, 1000), Cancel)).Count);
        }

        var before = test.Transactions;
        await retention.RunAsync(Policy, Cancel);
        Assert.Equal(before, test.Transactions);

        // Tomorrow there is another day to look at.
        _time.Advance(TimeSpan.FromDays(1));
        await retention.RunAsync(Policy, Cancel);
        Assert.True(test.Transactions > before);
    }

    [Fact]
    public async Task Several_processes_at_once_are_no_error()
    {
        using var test = await NewStoreAsync(limit: 2000);
        await test.Store.Audit.AppendAsync([.. Enumerable.Range(0, 300).Select(i => AuditEntries.At(Kept.AddDays(-3).AddMinutes(i), "a"))], Cancel);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Start(test).RunAsync(Policy, Cancel)));
        Assert.Empty(await test.Store.Audit.ReadAsync(new AuditQuery("a", Noon.AddYears(-5), Noon, null, 1000), Cancel));
    }

    [Fact]
    public async Task A_source_that_cannot_be_reached_leaves_the_others_alone_and_is_gone_through_later()
    {
        var (sick, well) = (new Source { IsDown = true }, new Source());
        var retention = new Retention([sick, well], _time, NullLogger<Retention>.Instance);
        await retention.RunAsync(Policy, Cancel);
        sick.IsDown = false;
        await retention.RunAsync(Policy, Cancel);
        await retention.RunAsync(Policy, Cancel);
        Assert.Equal([(Kept, null), (Kept, "half")], sick.Calls);
        Assert.Equal([(Kept, null), (Kept, "half")], well.Calls);
    }

    private static Policy Policy => EvaluatorScene.PolicyOf([]);

    private Retention Start(TestStore test) => new(test.Store.Dated, _time, NullLogger<Retention>.Instance);

    private async Task<TestStore> NewStoreAsync(int limit) =>
        await TestStore.OpenAsync((await azurite.ServerAsync()).ConnectionString, options: TestStore.Impatient with { PurgeLimit = limit });

    private static SignOff SignOffAt(DateTimeOffset at, string service) => new()
    {
        Id = new SignOffId(service, Guid.CreateVersion7(at)), Approver = "Ada", Reason = "why", CreatedAt = at, ExpiresAt = at.AddHours(1),
    };

    private sealed class Source : IDatedRows
    {
        public string Name => "rows";

        public bool IsDown { get; set; }

        public ConcurrentQueue<(DateTimeOffset Before, string? After)> Calls { get; } = new();

        public Task<PurgeStep> PurgeAsync(DateTimeOffset before, string? after, CancellationToken cancellationToken)
        {
            if (IsDown) throw new StorageException("down");
            Calls.Enqueue((before, after));
            return Task.FromResult(new PurgeStep(0, after is null ? "half" : null));
        }
    }
}
