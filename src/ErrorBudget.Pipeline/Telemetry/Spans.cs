using System.Diagnostics;

namespace ErrorBudget.Pipeline.Telemetry;

/// <summary>
/// The spans of the pipeline. Where nobody listens none is made, and nothing here costs anything. Names have few values; what
/// differs is in attributes.
/// </summary>
public static class Spans
{
    private const string System = "azure_queue_storage";

    /// <summary>Where all of them come from.</summary>
    public static ActivitySource Source { get; } = new(TelemetryName.Source);

    /// <summary>The W3C <c>traceparent</c> of what goes on here, for a message that carries it on; null if it is not traced.</summary>
    public static string? TraceParent => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;

    /// <summary>Something that is done on the way.</summary>
    public static Activity? Start(string name) => Source.StartActivity(name);

    /// <summary>A message is put into a queue.</summary>
    public static Activity? Send(string queue) => OfQueue("send", queue, ActivityKind.Producer, default, []);

    /// <summary>
    /// A message of a queue is handled: part of the trace in which it was made, so that one trace leads from a tick to what it
    /// caused, and linked to what handed it over.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="traceParent">What the message carries; what is none, or missing, is as good as nothing.</param>
    public static Activity? Process(string queue, string? traceParent)
    {
        if (!ActivityContext.TryParse(traceParent, null, isRemote: true, out var cause)) return OfQueue("process", queue, ActivityKind.Consumer, default, []);
        return OfQueue("process", queue, ActivityKind.Consumer, cause, Activity.Current is { } host ? [new ActivityLink(host.Context)] : []);
    }

    /// <summary>Does something within a span, which says if it failed. Messages of exceptions are for the log.</summary>
    public static async Task RunAsync(this Activity? span, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using (span)
        {
            try
            {
                await work();
            }
            catch (Exception failure)
            {
                span.Failed(failure);
                throw;
            }
        }
    }

    /// <summary>Marks a span as failed.</summary>
    public static void Failed(this Activity? span, Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        span?.SetStatus(ActivityStatusCode.Error).SetTag(TelemetryName.ErrorType, failure.GetType().FullName);
    }

    private static Activity? OfQueue(string operation, string queue, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink> links) =>
        Source.StartActivity($"{operation} {queue}", kind, parent, tags: null, links)?
            .SetTag("messaging.system", System)
            .SetTag("messaging.operation.name", operation)
            .SetTag("messaging.operation.type", operation)
            .SetTag("messaging.destination.name", queue);
}
