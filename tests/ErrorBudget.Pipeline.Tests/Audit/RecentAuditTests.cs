using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Tests.Tables;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Audit;

/// <summary>The latest rows of a trail that is read oldest first.</summary>
public sealed class RecentAuditTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_latest_come_first_and_what_is_older_than_a_week_does_not()
    {
        using var test = await azurite.NewStoreAsync();
        AuditEntry[] week = [.. Enumerable.Range(0, 10).Select(day => AuditEntries.At(AuditEntries.Noon.AddDays(-day)))];
        await test.Store.Audit.AppendAsync(week, Cancellation);
        Assert.Equal(week[..3].Select(entry => entry.Id), await LatestAsync(test, 3));
        Assert.Equal(week[..8].Select(entry => entry.Id), await LatestAsync(test, 100));
    }

    [Fact]
    public async Task A_gate_that_is_asked_all_the_time_still_shows_its_latest_decisions()
    {
        using var test = await azurite.NewStoreAsync();
        AuditEntry[] busy = [.. Enumerable.Range(0, 1_500).Select(number => AuditEntries.At(AuditEntries.Noon.AddSeconds(-10 * number)))];
        await test.Store.Audit.AppendAsync(busy, Cancellation);
        Assert.Equal(busy[..50].Select(entry => entry.Id), await LatestAsync(test, 50));
    }

    private static async Task<IEnumerable<Guid>> LatestAsync(TestStore test, int count) =>
        (await new RecentAudit(test.Store.Audit, new FakeTimeProvider(AuditEntries.Noon)).OfAsync("payment-gateway", count, Cancellation)).Select(entry => entry.Id);
}
