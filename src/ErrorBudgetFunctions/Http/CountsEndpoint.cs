using System.Text.Json;
using ErrorBudget.Pipeline.Counts;
using ErrorBudget.Pipeline.Policies;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.OpenApi;

namespace ErrorBudgetFunctions.Http;

/// <summary>POST /api/counts: takes counts of objectives whose events are pushed.</summary>
internal static class CountsEndpoint
{
    /// <summary>The largest body, in bytes.</summary>
    private const int MaximumBytes = 1024 * 1024;

    public static void MapCounts(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/counts", PushAsync).For(Role.Writer).WithMetadata(new BodyLimit(MaximumBytes))
        .WithName("pushCounts").WithTags("Counts").WithSummary("Takes counts of events that a program has counted itself: all of a batch or none, each id once")
        .ReadsList<CountBody>()
        .Produces<AcceptedCountsJson>(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> PushAsync(HttpContext context, PolicyInForce policy, AcceptCounts accept)
    {
        var cancellationToken = context.RequestAborted;
        if (!context.Request.HasJsonContentType()) return Problems.NotJson(CountBody.Example);
        var (counts, refusal) = await ReadAsync(context, cancellationToken);
        if (counts is null) return refusal!;
        if (await policy.CurrentAsync(cancellationToken) is not { } current) return Problems.NoPolicy(policy);
        var problems = await accept.RunAsync(current, counts, cancellationToken);
        return problems.IsEmpty
            ? TypedResults.Json(new AcceptedCountsJson(counts.Count), ApiJson.Readable.AcceptedCountsJson, contentType: null, StatusCodes.Status202Accepted)
            : Problems.CountsRefused(string.Join('\n', problems));
    }

    /// <summary>The batch, or why it cannot be read.</summary>
    private static async Task<(IReadOnlyList<PushedCount>? Counts, IResult? Refusal)> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<CountBody>? bodies;
        try
        {
            bodies = await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Readable.IReadOnlyListCountBody, cancellationToken);
        }
        catch (JsonException malformed)
        {
            return (null, Problems.BadRequest($"The body cannot be read: {JsonMistake.In(malformed)} Expected for example {CountBody.Example}"));
        }

        if (bodies is null or { Count: 0 }) return (null, Problems.BadRequest($"The body holds no counts; expected for example {CountBody.Example}"));
        if (bodies.Count > AcceptCounts.LargestBatch) return (null, Problems.TooLarge(FormattableString.Invariant($"A batch has at most {AcceptCounts.LargestBatch} counts; send several.")));
        var counts = new List<PushedCount>(bodies.Count);
        for (var i = 0; i < bodies.Count; i++)
        {
            var error = "null is no count.";
            if (bodies[i] is not { } body || !body.TryRead(out var count, out error)) return (null, Problems.BadRequest(FormattableString.Invariant($"[{i}]: {error}")));
            counts.Add(count);
        }

        return (counts, null);
    }
}
