using ErrorBudget;

namespace ErrorBudgetFunctions.Http;

/// <summary>What was adjusted in a budget's window.</summary>
internal sealed record AdjustedJson(int Count, int ExcludedMinutes, IReadOnlyList<AppliedAdjustmentJson> Latest)
{
    public static AdjustedJson? Of(AdjustedWindow? adjusted) =>
        adjusted is null ? null : new AdjustedJson(adjusted.Count, adjusted.ExcludedMinutes, [.. adjusted.Latest.Select(AppliedAdjustmentJson.Of)]);
}

/// <summary>One of the adjustments in a window.</summary>
internal sealed record AppliedAdjustmentJson(string Id, string Kind, string Author, DateTime From, DateTime To, long Bad, long Total)
{
    public static AppliedAdjustmentJson Of(AppliedAdjustment applied) => new(
        applied.Id.ToString(), applied.Kind.ToWire(), applied.Author, applied.From.Start.UtcDateTime, applied.To.Start.UtcDateTime, applied.Bad, applied.Total);
}
