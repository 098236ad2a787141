using ErrorBudget.Pipeline.SignOffs;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tests.Tables;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.SignOffs;

public sealed class SignOffRowsTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset _noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sign_offs_are_read_as_they_were_made_per_service_and_since_a_time()
    {
        using var test = await azurite.NewStoreAsync();
        var (old, narrow, wide) = (Made(-100), Made(-1) with { Slo = "availability", Change = ChangeKind.Critical, PipelineRun = "run-17", GrantedBy = "ada" }, Made(0));
        foreach (var signOff in (SignOff[])[wide, old, narrow, Made(0, "a/b'#")]) await test.Store.SignOffs.AddAsync(signOff, Cancellation);

        Assert.Equal([narrow, wide], await test.Store.SignOffs.LoadAsync("payment-gateway", _noon.AddHours(-2), Cancellation));
        Assert.Equal([old, narrow, wide], await test.Store.SignOffs.LoadAsync("payment-gateway", _noon.AddDays(-14), Cancellation));
        Assert.Empty(await test.Store.SignOffs.LoadAsync("payment", _noon.AddDays(-14), Cancellation));
        Assert.Equal("a/b'#", Assert.Single(await test.Store.SignOffs.LoadAsync("a/b'#", _noon.AddDays(-14), Cancellation)).Id.Service);
        var calls = test.Transactions;
        Assert.Equal(["a/b'#", "payment-gateway", "payment-gateway"], (await test.Store.SignOffs.LoadAllAsync(_noon.AddHours(-2), Cancellation)).Select(signOff => signOff.Id.Service).Order(StringComparer.Ordinal));
        Assert.Equal(1, test.Transactions - calls);
        Assert.Equal(narrow, await test.Store.SignOffs.FindAsync(narrow.Id, Cancellation));
        Assert.Null(await test.Store.SignOffs.FindAsync(narrow.Id with { Number = Guid.NewGuid() }, Cancellation));
    }

    [Fact]
    public async Task A_revocation_is_kept_and_changes_nothing_else()
    {
        using var test = await azurite.NewStoreAsync();
        var (one, other) = (Made(0), Made(1));
        await test.Store.SignOffs.AddAsync(one, Cancellation);
        await test.Store.SignOffs.AddAsync(other, Cancellation);
        await test.Store.SignOffs.RevokeAsync(one.Id, _noon.AddHours(1), Cancellation);
        Assert.Equal([one with { RevokedAt = _noon.AddHours(1) }, other], await test.Store.SignOffs.LoadAsync("payment-gateway", _noon.AddDays(-14), Cancellation));
    }

    [Fact]
    public async Task A_burst_of_questions_costs_one_read_and_a_revocation_counts_after_seconds()
    {
        using var test = await azurite.NewStoreAsync();
        var time = new FakeTimeProvider(_noon);
        var reader = new SignOffReader(test.Store.SignOffs, time);
        var signOff = Made(0);
        await test.Store.SignOffs.AddAsync(signOff, Cancellation);
        var before = test.Transactions;
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => reader.OfAsync("payment-gateway", Cancellation)));
        Assert.All(answers, answer => Assert.Equal([signOff], answer));
        Assert.Equal(1, test.Transactions - before);

        await test.Store.SignOffs.RevokeAsync(signOff.Id, _noon, Cancellation);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(_noon, Assert.Single(await reader.OfAsync("payment-gateway", Cancellation)).RevokedAt);
    }

    [Fact]
    public async Task What_was_remembered_is_trusted_for_a_minute_and_not_longer()
    {
        var store = new FailingStore { SignOffs = [Made(0)] };
        var time = new FakeTimeProvider(_noon);
        var reader = new SignOffReader(store, time);
        Assert.Single(await reader.OfAsync("payment-gateway", Cancellation));
        store.IsDown = true;
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(await reader.OfAsync("payment-gateway", Cancellation));
        time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<StorageException>(() => reader.OfAsync("payment-gateway", Cancellation));
    }

    private static SignOff Made(int hours, string service = "payment-gateway") => new()
    {
        Id = new SignOffId(service, Guid.CreateVersion7(_noon.AddHours(hours))),
        Approver = "Ada Lovelace",
        Reason = "\"quoted\" & <odd> ü",
        CreatedAt = _noon.AddHours(hours),
        ExpiresAt = _noon.AddHours(hours + 1),
    };

    private sealed class FailingStore : ISignOffStore
    {
        public IReadOnlyList<SignOff> SignOffs { get; init; } = [];

        public bool IsDown { get; set; }

        public Task<IReadOnlyList<SignOff>> LoadAsync(string service, DateTimeOffset since, CancellationToken cancellationToken) =>
            IsDown ? throw new StorageException("down") : Task.FromResult(SignOffs);

        public Task AddAsync(SignOff signOff, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<SignOff>> LoadAllAsync(DateTimeOffset since, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SignOff?> FindAsync(SignOffId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RevokeAsync(SignOffId id, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
