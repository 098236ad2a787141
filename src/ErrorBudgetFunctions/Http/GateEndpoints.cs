using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Access;

namespace ErrorBudgetFunctions.Http;

/// <summary>GET or POST /api/gate/{service} and /api/gate/{service}/{slo}.</summary>
internal static class GateEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post];

    public static void MapGate(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/gate/{service}", Methods, (string service, HttpContext context, PolicyInForce policy, ReleaseGate gate) =>
            DecideAsync(service, null, context, policy, gate)).For(Role.Gate);
        routes.MapMethods("/api/gate/{service}/{slo}", Methods, DecideAsync).For(Role.Gate);
    }

    private static async Task<IResult> DecideAsync(string service, string? slo, HttpContext context, PolicyInForce policy, ReleaseGate gate)
    {
        var (query, cancellationToken) = (context.Request.Query, context.RequestAborted);
        if (WireNames.ParseChange(query["change"]) is not { } change)
            return Problems.BadRequest($"'change' is '{query["change"]}'; expected standard, critical, fix or rollback.");
        if (query["strict"].ToString() is not ("" or "true" or "false") and var strict)
            return Problems.BadRequest($"'strict' is '{strict}'; expected true or false.");
        if (query["pipelineRun"].ToString() is { Length: > GateRequest.LongestPipelineRun })
            return Problems.BadRequest($"'pipelineRun' is too long; expected at most {GateRequest.LongestPipelineRun} characters.");
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);

        var request = new GateRequest(service, slo, change)
        {
            PipelineRun = query["pipelineRun"] is [{ Length: > 0 } run] ? run : null,
            AskedBy = Caller.Of(context).Name,
        };
        if (await gate.DecideAsync(current, request, cancellationToken) is not { } answer)
            return Problems.UnknownService(current, service, slo);

        var status = answer.Decision.Allowed || query["strict"] != "true" ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
        return TypedResults.Json(GateJson.Of(answer), ApiJson.Readable.GateJson, contentType: null, status);
    }
}
