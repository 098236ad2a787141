using System.Diagnostics;
using ErrorBudget.Pipeline.Telemetry;

namespace ErrorBudgetFunctions.Telemetry;

/// <summary>
/// The span of a function that the host calls, by the semantic conventions for functions. It stands for the HTTP request that
/// carries the call, and ends before the answer, so that it can be sent before the answer is.
/// </summary>
internal static class FunctionSpan
{
    private const string InvocationHeader = "X-Azure-Functions-InvocationId";

    /// <summary>Begins it, in the trace that the host names if it names one.</summary>
    public static Activity? Start(HttpContext context, string function, string trigger)
    {
        var headers = context.Request.Headers;
        ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var host);

        // The framework's own activity of the request is not exported, so nothing must hang on it.
        Activity.Current = null;
        return Identify(Spans.Source.StartActivity(function, ActivityKind.Server, host), context.Request)?
            .SetTag("faas.name", function)
            .SetTag("faas.trigger", trigger);
    }

    /// <summary>Names the host's invocation, by which its own logs are found.</summary>
    public static Activity? Identify(Activity? span, HttpRequest request) =>
        request.Headers[InvocationHeader] is [{ Length: > 0 and <= 100 } invocation] ? span?.SetTag("faas.invocation_id", invocation) : span;
}
