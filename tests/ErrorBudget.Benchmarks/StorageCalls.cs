using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace ErrorBudget.Benchmarks;

/// <summary>Counts the calls that the clients of tables and queues send, by what storage bills them as.</summary>
internal sealed class StorageCalls : EventListener
{
    /// <summary>An entity-group transaction, billed as one write.</summary>
    public const string Batch = "batches";

    /// <summary>A call that reads rows.</summary>
    public const string Read = "reads";

    /// <summary>A call that writes or deletes one row.</summary>
    public const string Write = "single writes";

    /// <summary>A call of a queue.</summary>
    public const string Queue = "queue calls";

    private const string Client = "Azure-Core";
    private const string Request = "Request";

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>What was sent up to now.</summary>
    public IReadOnlyDictionary<string, long> Counts => new Dictionary<string, long>(_counts, StringComparer.Ordinal);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Client) EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is not { EventName: Request, PayloadNames: { } names, Payload: { } payload }) return;
        var method = (string?)payload[names.IndexOf("method")];
        var assembly = (string?)payload[names.IndexOf("clientAssembly")];
        var path = new Uri((string)payload[names.IndexOf("uri")]!).AbsolutePath;
        var kind = assembly == "Azure.Storage.Queues" ? Queue : path.EndsWith("$batch", StringComparison.Ordinal) ? Batch : method == "GET" ? Read : Write;
        _counts.AddOrUpdate(kind, 1, static (_, count) => count + 1);
    }
}
