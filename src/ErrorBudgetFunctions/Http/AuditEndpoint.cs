using System.Globalization;
using ErrorBudget.Pipeline.Audit;
using ErrorBudgetFunctions.Access;
using ErrorBudgetFunctions.OpenApi;

namespace ErrorBudgetFunctions.Http;

/// <summary>GET /api/audit: what was decided about a service, oldest first, page by page.</summary>
internal static class AuditEndpoint
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1000;
    private const int DefaultDays = 7;
    private const int MaximumDays = 400;

    /// <summary>Services may be asked for that the policy no longer has.</summary>
    private const int LongestName = 100;

    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGet("/api/audit", ReadAsync).For(Role.Reader)
        .WithName("readAudit").WithTags("Audit").WithSummary("What was decided about a service and who signed off what, oldest first, page by page")
        .Needs("service")
        .Produces<AuditJson>()
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<IResult> ReadAsync(
        string? service, string? from, string? to, string? after, string? limit, IAuditTrail trail, TimeProvider time, CancellationToken cancellationToken)
    {
        if (service is not { Length: > 0 and <= LongestName }) return Problems.BadRequest($"'service' is missing or longer than {LongestName} characters.");
        if (!TryTime(to, time.GetUtcNow().AddMinutes(1), out var end)) return Problems.BadRequest($"'to' is '{to}'; expected ISO 8601, for example 2026-11-23T08:00:00Z.");
        if (!TryTime(from, end.AddDays(-DefaultDays), out var start)) return Problems.BadRequest($"'from' is '{from}'; expected ISO 8601, for example 2026-11-23T08:00:00Z.");
        if (end <= start) return Problems.BadRequest($"'from' ({start:O}) is not before 'to' ({end:O}).");
        if ((end - start).TotalDays > MaximumDays) return Problems.BadRequest($"That is more than {MaximumDays} days; ask for less at a time.");
        Guid? last = null;
        if (!string.IsNullOrEmpty(after))
        {
            if (!Guid.TryParse(after, out var id)) return Problems.BadRequest($"'after' is '{after}'; expected the 'next' of the page before.");
            last = id;
        }

        var count = DefaultLimit;
        if (!string.IsNullOrEmpty(limit) && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaximumLimit))
            return Problems.BadRequest($"'limit' is '{limit}'; expected 1 to {MaximumLimit}.");

        // One more than asked for tells whether there is more.
        var entries = await trail.ReadAsync(new AuditQuery(service, start, end, last, count + 1), cancellationToken);
        return TypedResults.Json(AuditJson.Of(entries, count), ApiJson.Readable.AuditJson);
    }

    private static bool TryTime(string? text, DateTimeOffset otherwise, out DateTimeOffset time)
    {
        time = otherwise;
        return string.IsNullOrEmpty(text) || IsoTime.TryRead(text, out time);
    }
}
