using System.Text.Json;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Audit;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.Audit;

public sealed class AuditTableTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset _newYear = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_are_read_as_they_were_written_in_order_of_time_across_months_and_services()
    {
        using var test = await azurite.NewStoreAsync();
        var mine = Enumerable.Range(0, 20).Select(i => AuditEntries.At(_newYear.AddDays((i * 7) - 70).AddMilliseconds(i))).ToArray();
        var others = Enumerable.Range(0, 20).Select(i => AuditEntries.At(_newYear.AddDays(i - 10), "a/b \\#? service'")).ToArray();
        await test.Store.Audit.AppendAsync([.. mine.Reverse(), .. others], Cancellation);

        Same(mine, await ReadAsync(test, _newYear.AddDays(-80), _newYear.AddDays(80)));
        Same(mine[8..12], await ReadAsync(test, mine[8].At, mine[12].At));
        Same(others, await ReadAsync(test, _newYear.AddDays(-80), _newYear.AddDays(80), service: "a/b \\#? service'"));
        Assert.Empty(await ReadAsync(test, _newYear.AddDays(-80), _newYear.AddDays(80), service: "nobody"));
    }

    [Fact]
    public async Task Pages_follow_on_each_other_without_a_gap_or_a_repetition()
    {
        using var test = await azurite.NewStoreAsync();

        // Several in the same millisecond, on both sides of a month's end.
        var all = Enumerable.Range(0, 60).Select(i => AuditEntries.At(_newYear.AddMilliseconds((i / 7) - 4))).OrderBy(entry => entry.Id.ToString("N"), StringComparer.Ordinal).ToArray();
        await test.Store.Audit.AppendAsync(all, Cancellation);
        var read = new List<AuditEntry>();
        while (true)
        {
            var page = await ReadAsync(test, _newYear.AddDays(-1), _newYear.AddDays(1), read.Count == 0 ? null : read[^1].Id, limit: 7);
            if (page.Count == 0) break;
            read.AddRange(page);
        }

        Same(all, read);
    }

    [Fact]
    public async Task A_hundred_rows_of_a_service_cost_one_transaction()
    {
        using var test = await azurite.NewStoreAsync();
        var before = test.Transactions;
        await test.Store.Audit.AppendAsync([.. Enumerable.Range(0, 250).Select(i => AuditEntries.At(_newYear.AddMilliseconds(i)))], Cancellation);
        Assert.Equal((3, 250), (test.Transactions - before, test.Entities));
    }

    [Fact]
    public async Task Adding_again_what_is_partly_there_adds_the_rest_and_changes_nothing()
    {
        using var test = await azurite.NewStoreAsync();
        var all = Enumerable.Range(0, 150).Select(i => AuditEntries.At(_newYear.AddMilliseconds(i))).ToArray();
        await test.Store.Audit.AppendAsync(all[..100], Cancellation);
        await test.Store.Audit.AppendAsync([.. all.Select(entry => entry with { PolicyVersion = "forged" })], Cancellation);
        var read = await ReadAsync(test, _newYear, _newYear.AddDays(1));
        Same([.. all[..100], .. all[100..].Select(entry => entry with { PolicyVersion = "forged" })], read);
    }

    [Fact]
    public async Task An_answer_with_too_many_reasons_keeps_the_decisive_ones()
    {
        using var test = await azurite.NewStoreAsync();
        var entry = AuditEntries.At(_newYear);
        var reasons = Enumerable.Range(0, 5000).Select(i => $"\"reason\" {i} {new string('ü', i % 2000)}").ToArray();
        await test.Store.Audit.AppendAsync([.. Enumerable.Range(0, 120).Select(_ => entry with { Id = Guid.CreateVersion7(_newYear), Decision = entry.Decision! with { Reasons = reasons } })], Cancellation);
        var read = await ReadAsync(test, _newYear, _newYear.AddDays(1));
        Assert.Equal(120, read.Count);
        Assert.All(read, row => Assert.Equal(reasons[..5], row.Decision!.Reasons.Take(5)));
    }

    [Fact]
    public async Task It_is_a_table_of_its_own()
    {
        using var test = await azurite.NewStoreAsync();
        await test.Store.Audit.AppendAsync([AuditEntries.At(_newYear)], Cancellation);
        Assert.Empty(await test.Table.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    private static async Task<IReadOnlyList<AuditEntry>> ReadAsync(
        TestStore test, DateTimeOffset from, DateTimeOffset to, Guid? after = null, int limit = 1000, string service = "payment-gateway") =>
        await test.Store.Audit.ReadAsync(new AuditQuery(service, from, to, after, limit), Cancellation);

    /// <summary>Records with lists are compared by their text.</summary>
    private static void Same(IEnumerable<AuditEntry> expected, IEnumerable<AuditEntry> actual) => Assert.Equal(expected.Select(Text), actual.Select(Text));

    private static string Text(AuditEntry entry) => JsonSerializer.Serialize(entry);
}
