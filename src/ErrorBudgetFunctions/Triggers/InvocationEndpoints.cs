using System.Text.Json;
using ErrorBudget.Pipeline.Storage;
using ErrorBudgetFunctions.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ErrorBudgetFunctions.Triggers;

/// <summary>
/// Where the Functions host calls the functions that no HTTP request starts: POST /{FunctionName}. Every answer has a JSON
/// body, since the host waits for one until its timeout; a failure is not 2xx, so that the host tries again.
/// </summary>
internal static class InvocationEndpoints
{
    private static readonly byte[] Done = "{}"u8.ToArray();

    public static void MapInvocations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/EvaluateBudgets", (HttpContext context, EvaluateBudgets function) =>
            AnswerAsync(context, (_, cancellationToken) => function.RunAsync(cancellationToken)));
    }

    private static async Task AnswerAsync(HttpContext context, Func<Invocation, CancellationToken, Task> function)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = Invocation.MaximumBytes;
        try
        {
            var invocation = await Invocation.ReadAsync(context.Request.Body, context.RequestAborted);
            await function(invocation, context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(Done, context.RequestAborted);
        }
        catch (JsonException malformed)
        {
            await Problems.BadRequest($"The host's call cannot be read: {malformed.Message}").ExecuteAsync(context);
        }
        catch (StorageException unreachable)
        {
            await Problems.StorageUnreachable(unreachable.Message).ExecuteAsync(context);
        }
    }
}
