using System.Text.Json;
using ErrorBudget.Pipeline.Storage;
using ErrorBudget.Pipeline.Telemetry;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.Http;
using ErrorBudgetFunctions.Telemetry;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>
/// Where the Functions host calls the functions that no HTTP request starts: POST /{FunctionName}. Every answer has a JSON
/// body, since the host waits for one until its timeout; a failure is not 2xx, so that the host tries again.
/// </summary>
internal static class InvocationEndpoints
{
    /// <summary>The name of the queue bindings in function.json.</summary>
    private const string Message = "message";

    /// <summary>What starts a function, as semantic conventions call it.</summary>
    private const string Timer = "timer";

    private const string Queue = "pubsub";

    private static readonly byte[] Done = "{}"u8.ToArray();

    public static void MapInvocations(this IEndpointRouteBuilder routes)
    {
        // Not for people: only the host, on the machine's own address, reaches them, and it has no key.
        var host = routes.MapGroup("").Anonymous().ExcludeFromDescription().WithMetadata(new BodyLimit(Invocation.MaximumBytes));
        host.MapPost("/EvaluateBudgets", (HttpContext context, EvaluateBudgets function) =>
            AnswerAsync(context, Timer, (_, cancellationToken) => function.RunAsync(cancellationToken)));
        host.MapPost("/SendDigest", (HttpContext context, SendDigest function) =>
            AnswerAsync(context, Timer, (_, cancellationToken) => function.RunAsync(cancellationToken)));
        host.MapPost("/SendReviewReminder", (HttpContext context, SendReviewReminder function) =>
            AnswerAsync(context, Timer, (_, cancellationToken) => function.RunAsync(cancellationToken)));
        host.MapPost("/EvaluateShard", (HttpContext context, EvaluateShard function) =>
            AnswerAsync(context, Queue, (invocation, cancellationToken) => function.RunAsync(invocation.Required(Message), cancellationToken)));
        host.MapPost("/AnswerCheck", (HttpContext context, AnswerCheck function) =>
            AnswerAsync(context, Queue, (invocation, cancellationToken) => function.RunAsync(invocation.Required(Message), cancellationToken)));
        host.MapPost("/RecordCounts", (HttpContext context, RecordCounts function) =>
            AnswerAsync(context, Queue, (invocation, cancellationToken) => function.RunAsync(invocation.Required(Message), cancellationToken)));
        host.MapPost("/DispatchNotice", (HttpContext context, DispatchNotice function) =>
            AnswerAsync(context, Queue, (invocation, cancellationToken) => function.RunAsync(invocation.Required(Message), cancellationToken)));
    }

    private static async Task AnswerAsync(HttpContext context, string trigger, Func<Invocation, CancellationToken, Task> function)
    {
        try
        {
            var invocation = await Invocation.ReadAsync(context.Request.Body, context.RequestAborted);
            await FunctionSpan.Start(context, context.Request.Path.Value![1..], trigger).RunAsync(() => function(invocation, context.RequestAborted));
            await context.RequestServices.GetRequiredService<TelemetryFlush>().RunAsync();
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(Done, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The host has hung up: nobody is left to answer, and the host counts it as a failure.
        }
#pragma warning disable CA1031 // The host must get an answer whatever happened: without a body it would wait until its timeout.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // The host throws a failure's body away, so the log has to tell.
            var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(InvocationEndpoints));
            log.LogError("{Path} failed: {Message}", context.Request.Path, failure.Message);
            log.LogDebug(failure, "{Path} failed", context.Request.Path);
            await context.RequestServices.GetRequiredService<TelemetryFlush>().RunAsync();
            await ProblemOf(failure, context.Request.Path).ExecuteAsync(context);
        }
    }

    private static IResult ProblemOf(Exception failure, string path) => failure switch
    {
        JsonException malformed => Problems.BadRequest($"The call cannot be read: {malformed.Message}"),
        BadHttpRequestException refused => Problems.Refused(refused, Invocation.MaximumBytes),
        StorageException unreachable => Problems.StorageUnreachable(unreachable.Message),
        _ => Problems.Unexpected(path),
    };
}
