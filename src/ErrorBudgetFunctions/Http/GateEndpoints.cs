using ErrorBudget.Pipeline.Gate;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudgetFunctions.Http;

/// <summary>GET or POST /api/gate/{service} and /api/gate/{service}/{slo}.</summary>
internal static class GateEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post];

    public static void MapGate(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/gate/{service}", Methods, (string service, string? change, string? strict, PolicyInForce policy, ReleaseGate gate, CancellationToken cancellationToken) =>
            DecideAsync(service, null, change, strict, policy, gate, cancellationToken));
        routes.MapMethods("/api/gate/{service}/{slo}", Methods, DecideAsync);
    }

    private static async Task<IResult> DecideAsync(
        string service, string? slo, string? change, string? strict, PolicyInForce policy, ReleaseGate gate, CancellationToken cancellationToken)
    {
        if (WireNames.ParseChange(change) is not { } kind)
            return Problems.BadRequest($"'change' is '{change}'; expected standard, critical, fix or rollback.");
        if (strict is not (null or "" or "true" or "false"))
            return Problems.BadRequest($"'strict' is '{strict}'; expected true or false.");
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (await gate.DecideAsync(current, service, slo, kind, cancellationToken) is not { } answer)
            return Problems.UnknownService(current, service, slo);

        var status = answer.Decision.Allowed || strict != "true" ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
        return TypedResults.Json(GateJson.Of(answer), ApiJson.Readable.GateJson, contentType: null, status);
    }
}
