using System.Text.Json;
using ErrorBudget;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Pipeline.SignOffs;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.OpenApi;

namespace ErrorBudgetFunctions.Http;

/// <summary>POST and GET /api/signoffs, DELETE /api/signoffs/{id}.</summary>
internal static class SignOffEndpoints
{
    private const string Tag = "Sign-offs";

    public static void MapSignOffs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/signoffs", GrantAsync).For(Role.Approver)
            .WithName("grantSignOff").WithTags(Tag).WithSummary("Grants a sign-off: it opens the gate for what it names, as long as it lasts")
            .Reads<SignOffBody>()
            .Produces<SignOffJson>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapGet("/api/signoffs", ListAsync).For(Role.Approver)
            .WithName("listSignOffs").WithTags(Tag).WithSummary("The sign-offs of a service in the last two weeks")
            .Needs("service")
            .Produces<IReadOnlyList<SignOffJson>>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/api/signoffs/{id}", RevokeAsync).For(Role.Approver)
            .WithName("revokeSignOff").WithTags(Tag).WithSummary("Revokes a sign-off")
            .Produces<SignOffJson>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> GrantAsync(HttpContext context, PolicyInForce policy, SignOffDesk desk)
    {
        var cancellationToken = context.RequestAborted;
        if (!context.Request.HasJsonContentType()) return Problems.NotJson(SignOffBody.Example);
        SignOffBody? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Readable.SignOffBody, cancellationToken);
        }
        catch (JsonException malformed)
        {
            return Problems.BadRequest($"The body cannot be read: {JsonMistake.In(malformed)} Expected for example {SignOffBody.Example}");
        }

        if (body is null) return Problems.BadRequest($"The body is empty; expected for example {SignOffBody.Example}");
        if (!body.TryRead(Caller.Of(context).Name, out var request, out var error)) return Problems.BadRequest(error);
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (current.Find(request.Service, request.Slo).IsEmpty) return Problems.UnknownService(current, request.Service, request.Slo);

        var answer = await desk.GrantAsync(current, request, cancellationToken);
        return answer.Granted is { } granted
            ? TypedResults.Json(SignOffJson.Of(granted, granted.CreatedAt), ApiJson.Readable.SignOffJson, contentType: null, StatusCodes.Status201Created)
            : Problems.SignOffRefused(answer.Refusal!);
    }

    private static async Task<IResult> ListAsync(string? service, PolicyInForce policy, SignOffDesk desk, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (string.IsNullOrEmpty(service)) return Problems.BadRequest("'service' is missing.");
        if (current.Find(service).IsEmpty) return Problems.UnknownService(current, service, null);
        var signOffs = await desk.ListAsync(service, cancellationToken);
        IReadOnlyList<SignOffJson> list = [.. signOffs.Select(signOff => SignOffJson.Of(signOff, time.GetUtcNow()))];
        return TypedResults.Json(list, ApiJson.Readable.IReadOnlyListSignOffJson);
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext context, PolicyInForce policy, SignOffDesk desk, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (id.Length > SignOffId.LongestText || !SignOffId.TryParse(id, out var named)) return Problems.UnknownSignOff(id);
        return await desk.RevokeAsync(current, named, Caller.Of(context).Name, cancellationToken) is { } revoked
            ? TypedResults.Json(SignOffJson.Of(revoked, time.GetUtcNow()), ApiJson.Readable.SignOffJson)
            : Problems.UnknownSignOff(id);
    }
}
