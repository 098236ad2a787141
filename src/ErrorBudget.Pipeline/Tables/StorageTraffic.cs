using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudget.Pipeline.Tables;

/// <summary>
/// Counts what storage bills and what targets are set for: calls (retries too; a transaction of many entities is one call),
/// bytes sent, entities written.
/// </summary>
internal sealed class StorageTraffic : HttpPipelineSynchronousPolicy
{
    private static readonly KeyValuePair<string, object?> _table = new(TelemetryName.Storage, "table");

    private readonly Counter<long> _calls;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _entities;

    public StorageTraffic(Meter meter)
    {
        _calls = meter.CreateCounter<long>("errorbudget.storage.transactions", "{transaction}", "Billable calls to storage, retries included.");
        _bytes = meter.CreateCounter<long>("errorbudget.storage.bytes_written", "By", "Bytes of request bodies sent to storage.");
        _entities = meter.CreateCounter<long>("errorbudget.storage.entities_written", "{entity}", "Entities written or deleted.");
    }

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        _calls.Add(1, _table);
        if (message.Request.Content?.TryComputeLength(out var length) == true) _bytes.Add(length, _table);
    }

    public void Wrote(int entities) => _entities.Add(entities, _table);
}
