using Azure.Core.Pipeline;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Backup;
using ErrorBudget.Pipeline.Tables;
using ErrorBudget.Pipeline.Tests.Tables;

namespace ErrorBudget.Pipeline.Tests.Backup;

/// <summary>Backups of tables on a real Azurite, in folders that are gone afterwards.</summary>
internal sealed class BackupScene(AzuriteFixture azurite) : IDisposable
{
    private readonly DirectoryInfo _folders = Directory.CreateTempSubdirectory("errorbudget-backup-");
    private int _count;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.Delete(recursive: true);

    /// <summary>A folder that is not there yet.</summary>
    public string NewFolder() => Path.Combine(_folders.FullName, FormattableString.Invariant($"backup-{++_count}"));

    public async Task<string> BackUpAsync(TestStore store)
    {
        var folder = NewFolder();
        await new TableBackup(store.Store, TimeProvider.System).RunAsync(folder, new Progress<long>(), Stop);
        return folder;
    }

    public static Task<BackupManifest> RestoreAsync(string folder, TestStore to, bool overwrite = false, Action<double>? told = null, CancellationToken? stop = null) =>
        new TableRestore(to.Store).RunAsync(folder, overwrite, new Told(told ?? (_ => { })), stop ?? Stop);

    /// <summary>A store over the same table whose requests go through a hook.</summary>
    public async Task<TestStore> SecondViewAsync(TestStore store, Func<HttpRequestMessage, Task> before) => await TestStore.OpenAsync(
        (await azurite.ServerAsync()).ConnectionString,
        new HttpClientTransport(new HttpClient(new Hook(before))),
        TestStore.Impatient with { TableName = store.Table.Name });

    public async Task<TableClient> AuditOfAsync(TestStore store) =>
        new TableServiceClient((await azurite.ServerAsync()).ConnectionString).GetTableClient(new TableStoreOptions { TableName = store.Table.Name }.AuditTableName);

    /// <summary>All rows of a table with all they hold, but what the table itself adds.</summary>
    public static async Task<SortedDictionary<string, string>> RowsAsync(TableClient table)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
        {
            var values = row.Where(property => property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag")).OrderBy(property => property.Key, StringComparer.Ordinal);
            rows.Add($"{row.PartitionKey}\n{row.RowKey}", string.Join('\n', values.Select(property => $"{property.Key}: {property.Value.GetType().Name} {Text(property.Value)}")));
        }

        return rows;
    }

    private static string Text(object value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DateTimeOffset time => FormattableString.Invariant($"{time.UtcTicks}"),
        var other => FormattableString.Invariant($"{other}"),
    };

    /// <summary>Told at once, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Told(Action<double> tell) : IProgress<double>
    {
        public void Report(double value) => tell(value);
    }

    private sealed class Hook(Func<HttpRequestMessage, Task> before) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await before(request);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
