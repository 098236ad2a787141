using System.Globalization;
using ErrorBudget;
using ErrorBudget.Pipeline.Adjustments;

namespace ErrorBudgetFunctions.Http;

/// <summary>An adjustment. Its source is <c>policy</c> where the policy file declares it, <c>api</c> where somebody made it.</summary>
internal sealed record AdjustmentJson(
    string Id,
    string Service,
    string? Slo,
    string Kind,
    DateTime From,
    DateTime? To,
    IReadOnlyList<string>? Every,
    string? At,
    int? DurationMinutes,
    string? TimeZone,
    long Bad,
    long Total,
    string Reason,
    string Author,
    string? MadeBy,
    DateTime? MadeAt,
    DateTime? RevokedAt,
    string Source)
{
    public static AdjustmentJson Of(Adjustment adjustment) => Of(AdjustmentDocument.Of(adjustment));

    public static AdjustmentJson Of(AdjustmentDocument adjustment) => new(
        adjustment.Id,
        AdjustmentId.TryParse(adjustment.Id, out var id) ? id.Service : "",
        adjustment.Slo,
        adjustment.Kind.ToWire(),
        adjustment.From.UtcDateTime,
        adjustment.To?.UtcDateTime,
        adjustment.Every is null ? null : [.. adjustment.Every.Select(WireNames.ToWire)],
        adjustment.At?.ToString("HH:mm", CultureInfo.InvariantCulture),
        adjustment.DurationMinutes,
        adjustment.TimeZone,
        adjustment.Bad,
        adjustment.Total,
        adjustment.Reason,
        adjustment.Author,
        adjustment.MadeBy,
        adjustment.MadeAt?.UtcDateTime,
        adjustment.RevokedAt?.UtcDateTime,
        adjustment.MadeAt is null ? "policy" : "api");
}
