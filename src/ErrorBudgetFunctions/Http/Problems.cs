using ErrorBudget.Pipeline.Policies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ErrorBudgetFunctions.Http;

/// <summary>Errors as problem details (RFC 9457), each saying what to do.</summary>
internal static class Problems
{
    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, "The request cannot be understood", detail);

    public static IResult NoPolicy(PolicyInForce policy) => Of(
        StatusCodes.Status503ServiceUnavailable,
        "No policy is in force",
        policy.Problems.IsEmpty ? "The policy has not been read yet." : string.Join('\n', policy.Problems));

    public static IResult StorageUnreachable(string detail) => Of(
        StatusCodes.Status503ServiceUnavailable, "The storage cannot be reached and nothing was read before", detail);

    public static IResult CheckRefused(string detail) => Of(StatusCodes.Status400BadRequest, "The check is refused", detail);

    public static IResult CheckNotAccepted(string detail) => Of(StatusCodes.Status503ServiceUnavailable, "The check is not accepted: nothing will be called back", detail);

    /// <summary>Names what there is, so that a typing error is seen at once.</summary>
    public static IResult UnknownService(Policy policy, string service, string? slo)
    {
        var slos = policy.Find(service);
        return slos.IsEmpty
            ? Of(StatusCodes.Status404NotFound, "Unknown service", $"The policy {policy.Version} has no service '{service}'. {Some("services", policy.Objectives.Select(objective => objective.Slo.Id.Service))}")
            : Of(StatusCodes.Status404NotFound, "Unknown SLO", $"The service '{service}' has no SLO '{slo}'. {Some("SLOs", slos.Select(objective => objective.Slo.Id.Slo))}");
    }

    private static string Some(string what, IEnumerable<string> names)
    {
        var distinct = names.Distinct().ToArray();
        return $"Known {what}: {string.Join(", ", distinct.Take(10))}{(distinct.Length > 10 ? ", …" : "")}.";
    }

    private static JsonHttpResult<ProblemDetails> Of(int status, string title, string detail) => TypedResults.Json(
        new ProblemDetails { Status = status, Title = title, Detail = detail },
        ApiJson.Readable.ProblemDetails,
        "application/problem+json",
        status);
}
