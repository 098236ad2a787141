using ErrorBudget.Pipeline.AzureDevOps;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.OpenApi;

namespace ErrorBudgetFunctions.Http;

/// <summary>
/// POST /api/checks/azure-devops/{service}: the check "Invoke Azure Function" of Azure Pipelines. Answers within three
/// seconds, with the decision or with the promise of a callback.
/// </summary>
internal static class AzureDevOpsCheckEndpoint
{
    public static void MapAzureDevOpsCheck(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/checks/azure-devops/{service}", AskAsync).For(Role.Gate)
        .WithName("checkForAzureDevOps").WithTags("Gate").WithSummary("A check of Azure Pipelines: the decision, or the promise of a callback once it is final")
        .ProducesOneOf(typeof(GateJson), typeof(AcceptedCheckJson))
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> AskAsync(
        [AsParameters] CheckQuery query, HttpContext context, PolicyInForce policy, PromptGate gate, TokenCipher cipher, AcceptCheck accept, TimeProvider time)
    {
        if (query.Read(out var asked, out var wait) is { } wrong) return Problems.BadRequest(wrong);
        var run = CheckRequest.PipelineRun(name => context.Request.Headers[name].ToString());
        if (run is { Length: > GateRequest.LongestPipelineRun })
            return Problems.BadRequest($"The header {CheckRequest.BuildHeader} is too long; expected at most {GateRequest.LongestPipelineRun} characters.");
        var question = asked with { PipelineRun = run, AskedBy = Caller.Of(context).Name };
        var since = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(PromptGate.Patience);
        try
        {
            if (await policy.CurrentAsync(limit.Token) is not { } current) return Problems.NoPolicy(policy);
            if (current.Find(question.Service, question.Slo).IsEmpty) return Problems.UnknownService(current, question.Service, question.Slo);
            if (!query.IsCallback(context.Request.Headers)) return await DecideAsync(current, question, gate, since, context.RequestAborted);
            return cipher.HasKey
                ? await AcceptAsync(question, wait, context.Request.Headers, accept, limit.Token)
                : Problems.CheckNotAccepted(
                    $"Callbacks need the setting {TokenCipher.KeySetting}, the key that the task's token is sealed with while it waits. Make one with 'openssl rand -base64 32', or ask with mode=sync.");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Problems.CheckNotAccepted($"The storage did not answer in {PromptGate.Patience.TotalSeconds} s. Ask again.");
        }
    }

    private static async Task<IResult> DecideAsync(Policy policy, GateRequest question, PromptGate gate, long since, CancellationToken cancellationToken) =>
        await gate.DecideAsync(policy, question, since, cancellationToken) is { } answer
            ? TypedResults.Json(GateJson.Of(answer), ApiJson.Readable.GateJson)
            : Problems.UnknownService(policy, question.Service, question.Slo);

    private static async Task<IResult> AcceptAsync(
        GateRequest question, TimeSpan wait, IHeaderDictionary headers, AcceptCheck accept, CancellationToken cancellationToken)
    {
        var (check, problems) = await accept.RunAsync(name => headers[name].ToString(), question, wait, cancellationToken);
        return check is null
            ? Problems.CheckRefused(string.Join('\n', problems))
            : TypedResults.Json(
                new AcceptedCheckJson("accepted", check.Task.Key, question.Service, question.Change.ToWire(), check.WaitUntil.UtcDateTime), ApiJson.Readable.AcceptedCheckJson);
    }
}
