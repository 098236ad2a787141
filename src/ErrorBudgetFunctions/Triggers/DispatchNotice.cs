using System.Text.Json;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Queues;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>What a message in the queue of notices starts: its consequences.</summary>
internal sealed class DispatchNotice(StorageSetup storage, PolicyInForce policy, Dispatcher dispatcher)
{
    /// <exception cref="JsonException">The message is no event and no errand.</exception>
    /// <exception cref="InvalidOperationException">No policy is in force, so that nobody knows what is to be done.</exception>
    public async Task RunAsync(string message, CancellationToken cancellationToken)
    {
        var read = DispatchMessage.Parse(message);
        await storage.WaitAsync(cancellationToken);
        var current = await policy.CurrentAsync(cancellationToken) ?? throw new InvalidOperationException("No policy is in force: see GET /api/health.");
        var span = Spans.Process(StorageQueue.Notices, read.Event.TraceParent)?
            .SetTag(TelemetryName.Event, Spelling.Of(read.Event.Kind))
            .SetTag(TelemetryName.Service, read.Event.Service)
            .SetTag(TelemetryName.Slo, read.Event.Slo);
        await span.RunAsync(() => dispatcher.RunAsync(read, current, cancellationToken));
    }
}
