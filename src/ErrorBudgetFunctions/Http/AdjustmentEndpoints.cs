using System.Text.Json;
using ErrorBudget;
using ErrorBudget.Pipeline.Adjustments;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.OpenApi;

namespace ErrorBudgetFunctions.Http;

/// <summary>
/// POST and GET /api/adjustments, DELETE /api/adjustments/{id}. To make one takes an approver: it moves a budget and may open
/// a gate, as a sign-off does. Whoever reads budgets may read why they are what they are.
/// </summary>
internal static class AdjustmentEndpoints
{
    private const string Tag = "Adjustments";

    public static void MapAdjustments(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/adjustments", MakeAsync).For(Role.Approver)
            .WithName("makeAdjustment").WithTags(Tag).WithSummary("Makes an adjustment: maintenance, an excluded incident, a correction or a budget reset, from the next evaluation on")
            .Reads<AdjustmentBody>()
            .Produces<AdjustmentJson>(StatusCodes.Status201Created)
            .Produces<AdjustmentJson>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapGet("/api/adjustments", ListAsync).For(Role.Reader)
            .WithName("listAdjustments").WithTags(Tag).WithSummary("The adjustments of a service, also revoked ones and those that the policy declares")
            .Needs("service")
            .Produces<IReadOnlyList<AdjustmentJson>>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/api/adjustments/{id}", RevokeAsync).For(Role.Approver)
            .WithName("revokeAdjustment").WithTags(Tag).WithSummary("Revokes an adjustment: it counts no more from the next evaluation on, and is kept")
            .Produces<AdjustmentJson>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> MakeAsync(HttpContext context, PolicyInForce policy, AdjustmentDesk desk, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        if (!context.Request.HasJsonContentType()) return Problems.NotJson(AdjustmentBody.Example);
        AdjustmentBody? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Readable.AdjustmentBody, cancellationToken);
        }
        catch (JsonException malformed)
        {
            return Problems.BadRequest($"The body cannot be read: {JsonMistake.In(malformed)} Expected for example {AdjustmentBody.Example}");
        }

        if (body is null) return Problems.BadRequest($"The body is empty; expected for example {AdjustmentBody.Example}");
        if (!body.TryRead(Caller.Of(context).Name, time.GetUtcNow(), out var wanted, out var error)) return Problems.BadRequest(error);
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (current.Find(wanted.Id.Service, wanted.Slo).IsEmpty) return Problems.UnknownService(current, wanted.Id.Service, wanted.Slo);

        var answer = await desk.MakeAsync(current, wanted, cancellationToken);
        return Answer(answer, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(string? service, PolicyInForce policy, AdjustmentDesk desk, CancellationToken cancellationToken)
    {
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (string.IsNullOrEmpty(service)) return Problems.BadRequest("'service' is missing.");
        if (current.Find(service).IsEmpty) return Problems.UnknownService(current, service, null);
        IReadOnlyList<AdjustmentJson> list = [.. (await desk.ListAsync(current, service, cancellationToken)).Select(AdjustmentJson.Of)];
        return TypedResults.Json(list, ApiJson.Readable.IReadOnlyListAdjustmentJson);
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext context, PolicyInForce policy, AdjustmentDesk desk)
    {
        var cancellationToken = context.RequestAborted;
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        if (id.Length > AdjustmentId.LongestText || !AdjustmentId.TryParse(id, out var named)) return Problems.UnknownAdjustment(id);
        return await desk.RevokeAsync(current, named, Caller.Of(context).Name, cancellationToken) is { } answer
            ? Answer(answer, StatusCodes.Status200OK)
            : Problems.UnknownAdjustment(id);
    }

    private static IResult Answer(AdjustmentAnswer answer, int done) => answer.Outcome switch
    {
        AdjustmentOutcome.Refused => Problems.AdjustmentRefused(answer.Refusal!),
        AdjustmentOutcome.Conflict => Problems.AdjustmentConflict(answer.Refusal!),
        var outcome => TypedResults.Json(
            AdjustmentJson.Of(answer.Adjustment!), ApiJson.Readable.AdjustmentJson, contentType: null, outcome == AdjustmentOutcome.Done ? done : StatusCodes.Status200OK),
    };
}
