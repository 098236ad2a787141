using System.Globalization;
using ErrorBudget.Pipeline.Dispatch;
using ErrorBudgetFunctions.Access;

namespace ErrorBudgetFunctions.Http;

/// <summary>GET /api/undelivered: notices, tickets and flags that were given up, the latest first, with the reason.</summary>
internal static class UndeliveredEndpoint
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1000;

    public static void MapUndelivered(this IEndpointRouteBuilder routes) => routes.MapGet("/api/undelivered", ReadAsync).For(Role.Reader)
        .WithName("listUndelivered").WithTags("Notices").WithSummary("Notices, tickets and flags that were given up, the latest first, with the reason")
        .Produces<IReadOnlyList<UndeliveredJson>>()
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<IResult> ReadAsync(string? limit, IDeliveryStore store, CancellationToken cancellationToken)
    {
        var count = DefaultLimit;
        if (!string.IsNullOrEmpty(limit) && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaximumLimit))
            return Problems.BadRequest($"'limit' is '{limit}'; expected 1 to {MaximumLimit}.");
        var errands = await store.LoadUndeliveredAsync(count, cancellationToken);
        return TypedResults.Json([.. errands.Select(UndeliveredJson.Of)], ApiJson.Readable.IReadOnlyListUndeliveredJson);
    }
}
