using System.IO.Compression;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Backup;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.Backup;

/// <summary>What is restored is what was backed up, or nothing is.</summary>
public sealed class BackupTests(AzuriteFixture azurite) : IDisposable
{
    private readonly BackupScene _scene = new(azurite);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Every_row_comes_back_with_every_value_and_type()
    {
        using var from = await FilledAsync();
        using var to = await azurite.NewStoreAsync();

        await BackupScene.RestoreAsync(await _scene.BackUpAsync(from), to);

        var rows = await BackupScene.RowsAsync(from.Table);
        Assert.Equal(1 + (2 * 1_200) + 16, rows.Count);
        Assert.Equal(rows, await BackupScene.RowsAsync(to.Table));
        var audit = await BackupScene.RowsAsync(await _scene.AuditOfAsync(from));
        Assert.Equal(3, audit.Count);
        Assert.Equal(audit, await BackupScene.RowsAsync(await _scene.AuditOfAsync(to)));
    }

    [Fact]
    public async Task A_restore_that_was_interrupted_is_repeated_and_ends_right()
    {
        using var from = await FilledAsync();
        using var to = await azurite.NewStoreAsync();
        var folder = await _scene.BackUpAsync(from);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BackupScene.RestoreAsync(folder, to, told: done => { if (done > 0.3) ended.Cancel(); }, stop: ended.Token));
        Assert.InRange((await BackupScene.RowsAsync(to.Table)).Count, 100, 2_400);
        await BackupScene.RestoreAsync(folder, to);

        Assert.Equal(await BackupScene.RowsAsync(from.Table), await BackupScene.RowsAsync(to.Table));
    }

    [Fact]
    public async Task Tables_that_hold_rows_are_refused_and_with_overwrite_only_the_same_keys_are_replaced()
    {
        using var from = await FilledAsync();
        using var to = await azurite.NewStoreAsync();
        await to.Table.AddEntityAsync(new TableEntity("types", "all") { ["Stale"] = "yes" }, Stop);
        await to.Table.AddEntityAsync(new TableEntity("types", "newer") { ["Kept"] = "yes" }, Stop);
        var folder = await _scene.BackUpAsync(from);

        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupScene.RestoreAsync(folder, to));
        Assert.Contains("--overwrite", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await BackupScene.RowsAsync(to.Table)).Count);

        await BackupScene.RestoreAsync(folder, to, overwrite: true);
        var expected = await BackupScene.RowsAsync(from.Table);
        expected.Add("types\nnewer", "Kept: String yes");
        Assert.Equal(expected, await BackupScene.RowsAsync(to.Table));
    }

    [Fact]
    public async Task Rows_in_the_audit_table_alone_are_refused_too()
    {
        using var from = await FilledAsync();
        using var to = await azurite.NewStoreAsync();
        await (await _scene.AuditOfAsync(to)).AddEntityAsync(new TableEntity("shop|202611", "1"), Stop);

        var refused = await Assert.ThrowsAsync<BackupException>(async () => await BackupScene.RestoreAsync(await _scene.BackUpAsync(from), to));
        Assert.Contains("audit is not empty", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("budgets.jsonl.gz")]
    [InlineData("audit.jsonl.gz")]
    public async Task A_damaged_file_is_refused_before_anything_is_written(string name)
    {
        using var from = await FilledAsync();
        using var to = await azurite.NewStoreAsync();
        var folder = await _scene.BackUpAsync(from);
        var path = Path.Combine(folder, name);
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Stop);

        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupScene.RestoreAsync(folder, to));
        Assert.Contains($"{name} is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await BackupScene.RowsAsync(to.Table));
    }

    [Theory]
    [InlineData("{}", "no row")]
    [InlineData("""{"partition":"p","row":"r","properties":{"A":{"Decimal":"1"}}}""", "no type Decimal")]
    [InlineData("""{"partition":"p","row":"r","properties":{"A":{"Int64":"many"}}}""", "no row")]
    [InlineData("not json", "no row")]
    public async Task A_line_that_is_no_row_is_refused_even_if_its_digest_is_right(string line, string complaint)
    {
        using var to = await azurite.NewStoreAsync();
        var folder = await _scene.BackUpAsync(to);
        var path = Path.Combine(folder, "budgets.jsonl.gz");
        await using (var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest))) await writer.WriteLineAsync(line);
        var manifest = BackupManifest.Read(folder);
        File.Delete(Path.Combine(folder, BackupManifest.FileName));
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path, Stop)));
        (manifest with { Tables = [manifest.Tables[0] with { Rows = 1, Sha256 = digest }, manifest.Tables[1]] }).Write(folder);

        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupScene.RestoreAsync(folder, to));
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_did_not_end_is_none()
    {
        using var from = await FilledAsync();
        var folder = _scene.NewFolder();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var view = await _scene.SecondViewAsync(from, request => request.RequestUri!.Query.Contains("NextPartitionKey", StringComparison.Ordinal) ? ended.CancelAsync() : Task.CompletedTask);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TableBackup(view.Store, TimeProvider.System).RunAsync(folder, new Progress<long>(), ended.Token));

        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupScene.RestoreAsync(folder, from, overwrite: true));
        Assert.Contains("no whole backup", refused.Message, StringComparison.Ordinal);
        await new TableBackup(from.Store, TimeProvider.System).RunAsync(folder, new Progress<long>(), Stop);
        await Assert.ThrowsAsync<BackupException>(() => new TableBackup(from.Store, TimeProvider.System).RunAsync(folder, new Progress<long>(), Stop));
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2; this program reads format 1")]
    [InlineData("\"budgets.jsonl.gz\"", "\"../budgets.jsonl.gz\"", "outside")]
    [InlineData("\"name\": \"audit\"", "\"name\": \"other\"", "expected budgets, audit")]
    [InlineData("\"tables\"", "\"table\"", "cannot be read")]
    public async Task A_manifest_of_another_make_is_refused(string found, string instead, string complaint)
    {
        using var store = await azurite.NewStoreAsync();
        var folder = await _scene.BackUpAsync(store);
        var path = Path.Combine(folder, BackupManifest.FileName);
        var text = await File.ReadAllTextAsync(path, Stop);
        Assert.Contains(found, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(found, instead, StringComparison.Ordinal), Stop);

        var refused = await Assert.ThrowsAsync<BackupException>(() => BackupScene.RestoreAsync(folder, store));
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>More rows than a page has, in several partitions, and one of every type of value there is.</summary>
    private async Task<TestStore> FilledAsync()
    {
        var store = await azurite.NewStoreAsync();
        await store.Table.AddEntityAsync(new TableEntity("types", "all")
        {
            ["Text"] = "a\n\"b\" <ü漢🙂>", ["Empty"] = "", ["Long"] = new string('x', 30_000),
            ["Bytes"] = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray(), ["NoBytes"] = Array.Empty<byte>(), ["ManyBytes"] = new byte[60_000],
            ["Yes"] = true, ["No"] = false, ["Least"] = int.MinValue, ["Most"] = long.MaxValue, ["Lowest"] = long.MinValue, ["Small"] = 7L,
            ["Third"] = 1.0 / 3, ["Whole"] = 2.0, ["Tiny"] = double.Epsilon, ["Huge"] = double.MaxValue,
            ["At"] = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567), ["Id"] = Guid.NewGuid(),
        }, Stop);
        foreach (var partition in (string[])["s03", "signoff|a service"])
        {
            foreach (var rows in Enumerable.Range(0, 1_200).Chunk(100))
                await store.Table.SubmitTransactionAsync(rows.Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(partition, FormattableString.Invariant($"d|{number:0000}|ü")) { ["Number"] = number })), Stop);
        }

        for (var slot = 0; slot < 16; slot++) await store.Table.AddEntityAsync(new TableEntity(FormattableString.Invariant($"s{slot:00}"), "h|shop|availability") { ["Record"] = new byte[] { 1 } }, Stop);
        var audit = await _scene.AuditOfAsync(store);
        for (var row = 0; row < 3; row++) await audit.AddEntityAsync(new TableEntity("shop|202611", FormattableString.Invariant($"{row}")) { ["Count"] = (long)row }, Stop);
        return store;
    }
}
