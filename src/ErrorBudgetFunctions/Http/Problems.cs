using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Access;
using Microsoft.AspNetCore.Mvc;

namespace ErrorBudgetFunctions.Http;

/// <summary>Errors as problem details (RFC 9457), each saying what to do.</summary>
internal static class Problems
{
    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, "The request cannot be understood", detail);

    public static IResult NoSuchPath(string path) => Of(
        StatusCodes.Status404NotFound, "There is nothing at this address", $"'{Excerpt(path)}' is no call of this app; GET /api/openapi.json lists them.");

    public static IResult MethodNotTaken(string method, string path, string taken) => Of(
        StatusCodes.Status405MethodNotAllowed, "This address does not take the method", $"'{Excerpt(path)}' does not take {Excerpt(method)}, but {taken}.");

    /// <param name="refused">Why the server or an endpoint would not read on.</param>
    /// <param name="limit">The largest body that the endpoint reads, in bytes.</param>
    public static IResult Refused(BadHttpRequestException refused, int limit) => refused.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? TooLarge(limit)
        : Of(refused.StatusCode, "The request cannot be understood", refused.Message);

    public static IResult KeyMissing(Role role, bool trustsEasyAuth) => Of(
        StatusCodes.Status401Unauthorized,
        "A key is needed",
        $"Send a key of the role '{ApiKeys.NameOf(role)}' in the header x-functions-key, as ?code=… or as a bearer token{(trustsEasyAuth ? $", or sign in as somebody with the app role {ClientPrincipal.AppRoleOf(role)}" : "")}.");

    public static IResult NoKeyConfigured(Role role) => Of(
        StatusCodes.Status403Forbidden,
        "No key is configured",
        $"The Functions host asks for no key here, so the app does, and it has none. Set ERRORBUDGET_KEYS__{ApiKeys.NameOf(role)} (name=key) and send it, or let anybody read with ERRORBUDGET_METRICS_ACCESS=anonymous.");

    public static IResult PrincipalMalformed(string detail) => Of(
        StatusCodes.Status401Unauthorized, "The principal cannot be understood", $"{detail} App Service authentication sets it; ERRORBUDGET_EASY_AUTH is for apps behind it only.");

    public static IResult KeyUnknown(Role role) => Of(
        StatusCodes.Status401Unauthorized, "The key is not known", $"Send one key of the role '{ApiKeys.NameOf(role)}' as ERRORBUDGET_KEYS__{ApiKeys.NameOf(role)} has it.");

    public static IResult RoleMissing(Role role, bool trustsEasyAuth) => Of(
        StatusCodes.Status403Forbidden,
        "Your role does not allow this",
        $"This call needs the role '{ApiKeys.NameOf(role)}'{(trustsEasyAuth ? $" or the app role {ClientPrincipal.AppRoleOf(role)}" : "")}; no role implies another.");

    public static IResult Undeclared(string path) => Of(
        StatusCodes.Status500InternalServerError, "Nobody may call this", $"'{path}' does not say who may call it; this is a mistake in the app.");

    public static IResult NotJson(string example) => Of(
        StatusCodes.Status415UnsupportedMediaType, "The body is not JSON", $"Expected Content-Type: application/json and for example {example}");

    public static IResult Compressed(string coding) => Of(
        StatusCodes.Status415UnsupportedMediaType, "The body is compressed", $"Content-Encoding is '{Excerpt(coding)}'; send the body as it is, without that header.");

    public static IResult SignOffRefused(string detail) => Of(StatusCodes.Status422UnprocessableEntity, "The policy does not let this be signed off", detail);

    public static IResult CountsRefused(string detail) => Of(StatusCodes.Status422UnprocessableEntity, "None of the counts is accepted", detail);

    public static IResult UnknownSignOff(string id) => Of(
        StatusCodes.Status404NotFound, "Unknown sign-off", $"There is no sign-off '{(id.Length > 150 ? id[..150] + "…" : id)}'. GET /api/signoffs?service=… lists them.");

    public static IResult AdjustmentRefused(string detail) => Of(StatusCodes.Status422UnprocessableEntity, "This cannot be adjusted", detail);

    public static IResult AdjustmentConflict(string detail) => Of(StatusCodes.Status409Conflict, "The adjustment stays as it is", detail);

    public static IResult UnknownAdjustment(string id) => Of(
        StatusCodes.Status404NotFound, "Unknown adjustment", $"There is no adjustment '{(id.Length > 150 ? id[..150] + "…" : id)}'. GET /api/adjustments?service=… lists them.");

    public static IResult NoPolicy(PolicyInForce policy) => Of(
        StatusCodes.Status503ServiceUnavailable,
        "No policy is in force",
        policy.Problems.IsEmpty ? "The policy has not been read yet." : string.Join('\n', policy.Problems));

    public static IResult StorageUnreachable(string detail) => Of(
        StatusCodes.Status503ServiceUnavailable, "The storage cannot be reached", detail);

    /// <param name="limit">The largest body that the endpoint reads, in bytes.</param>
    public static IResult TooLarge(int limit) => TooLarge($"At most {limit / 1024} KB are read.");

    public static IResult TooLarge(string detail) => Of(StatusCodes.Status413PayloadTooLarge, "The request is too large", detail);

    /// <summary>What nobody foresaw. The log has the details; they are not for the caller.</summary>
    public static IResult Unexpected(string what) => Of(StatusCodes.Status500InternalServerError, "An unexpected error", $"{what} failed; the log of the app says why.");

    public static IResult CheckRefused(string detail) => Of(StatusCodes.Status400BadRequest, "The check is refused", detail);

    public static IResult CheckNotAccepted(string detail) => Of(StatusCodes.Status503ServiceUnavailable, "The check is not accepted: nothing will be called back", detail);

    /// <summary>Names what there is, so that a typing error is seen at once.</summary>
    public static IResult UnknownService(Policy policy, string service, string? slo)
    {
        var slos = policy.Find(service);
        return slos.IsEmpty
            ? Of(StatusCodes.Status404NotFound, "Unknown service", $"The policy {policy.Version} has no service '{Excerpt(service)}'. {Some("services", policy.Objectives.Select(objective => objective.Slo.Id.Service))}")
            : Of(StatusCodes.Status404NotFound, "Unknown SLO", $"The service '{service}' has no SLO '{Excerpt(slo)}'. {Some("SLOs", slos.Select(objective => objective.Slo.Id.Slo))}");
    }

    /// <summary>What a caller sent is repeated only as far as it helps.</summary>
    private static string? Excerpt(string? text) => text is { Length: > 100 } ? $"{text[..100]}…" : text;

    private static string Some(string what, IEnumerable<string> names)
    {
        var distinct = names.Distinct().ToArray();
        return $"Known {what}: {string.Join(", ", distinct.Take(10))}{(distinct.Length > 10 ? ", …" : "")}.";
    }

    private static ProblemAnswer Of(int status, string title, string detail) => new(new ProblemDetails { Status = status, Title = title, Detail = detail });
}
