using System.Diagnostics;
using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.Telemetry;
using ErrorBudgetFunctions.Access;

namespace ErrorBudgetFunctions.Http;

/// <summary>GET or POST /api/gate/{service} and /api/gate/{service}/{slo}.</summary>
internal static class GateEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post];

    public static void MapGate(this IEndpointRouteBuilder routes)
    {
        Describe(routes.MapMethods("/api/gate/{service}", Methods, (string service, [AsParameters] GateQuery query, HttpContext context, PolicyInForce policy, ReleaseGate gate, GateInstruments instruments) =>
            DecideAsync(service, null, query, context, policy, gate, instruments)))
            .WithName("askGate").WithSummary("Whether a service may release: its limiting SLO decides");
        Describe(routes.MapMethods("/api/gate/{service}/{slo}", Methods, DecideAsync))
            .WithName("askGateOfSlo").WithSummary("Whether a service may release, as far as one SLO is concerned");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint) => endpoint.For(Role.Gate)
        .WithTags("Gate")
        .WithDescription("A closed gate answers 200 with allowed=false, with strict=true 403.")
        .Produces<GateJson>()
        .Produces<GateJson>(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> DecideAsync(string service, string? slo, [AsParameters] GateQuery query, HttpContext context, PolicyInForce policy, ReleaseGate gate, GateInstruments instruments)
    {
        var cancellationToken = context.RequestAborted;
        var started = Stopwatch.GetTimestamp();
        if (query.Read(out var change) is { } wrong) return Problems.BadRequest(wrong);
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);

        var request = new GateRequest(service, slo, change)
        {
            PipelineRun = string.IsNullOrEmpty(query.PipelineRun) ? null : query.PipelineRun,
            AskedBy = Caller.Of(context).Name,
        };
        if (await gate.DecideAsync(current, request, cancellationToken) is not { } answer)
            return Problems.UnknownService(current, service, slo);

        instruments.Took(Stopwatch.GetElapsedTime(started));
        var status = answer.Decision.Allowed || !query.IsStrict ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
        return TypedResults.Json(GateJson.Of(answer), ApiJson.Readable.GateJson, contentType: null, status);
    }
}
