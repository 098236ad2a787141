using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Tables;

namespace ErrorBudget.Pipeline.Tests.Tables;

/// <summary>A store over a new table, with its traffic counted and its rows open to inspection.</summary>
public sealed class TestStore : IDisposable
{
    private readonly Meter _meter = new("ErrorBudget");
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();

    private TestStore(string connectionString, TableStoreOptions options, HttpPipelineTransport? transport)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.Start();
        var connection = StorageConnection.Read(name => name == "AzureWebJobsStorage" ? connectionString : null, _ => throw new InvalidOperationException("No identity is asked for."));
        Store = TableStore.Connect(connection, options, _meter, transport);
        Table = new TableServiceClient(connectionString).GetTableClient(options.TableName);
    }

    public TableStore Store { get; }

    /// <summary>The table without our code in between.</summary>
    public TableClient Table { get; }

    public long Transactions => _counts.GetValueOrDefault("errorbudget.storage.transactions");

    public long Entities => _counts.GetValueOrDefault("errorbudget.storage.entities_written");

    public long Bytes => _counts.GetValueOrDefault("errorbudget.storage.bytes_written");

    public static async Task<TestStore> OpenAsync(string connectionString, HttpPipelineTransport? transport = null, TableStoreOptions? options = null)
    {
        var store = new TestStore(connectionString, options ?? Impatient, transport);
        await store.Store.CreateAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>A store whose answers come from <paramref name="handler"/>; no table is made.</summary>
    public static TestStore Over(HttpMessageHandler handler, TableStoreOptions? options = null) => new(
        "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net",
        options ?? Impatient,
        new HttpClientTransport(new HttpClient(handler)));

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    /// <summary>A table name no other test has, and short waits.</summary>
    public static TableStoreOptions Impatient => new()
    {
        TableName = "T" + Guid.NewGuid().ToString("N"),
        RetryDelay = TimeSpan.FromMilliseconds(20),
        LongestRetryDelay = TimeSpan.FromMilliseconds(100),
        BeingDeletedDelay = TimeSpan.FromMilliseconds(1),
        Retries = 2,
    };
}
