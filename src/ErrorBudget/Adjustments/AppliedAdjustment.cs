namespace ErrorBudget;

/// <summary>An adjustment as a snapshot tells of it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Author">Who answers for it.</param>
/// <param name="From">Where it begins in the window; the moment of a reset.</param>
/// <param name="To">Where it ends, for what recurs the latest stretch in the window; for a reset the same moment.</param>
/// <param name="Bad">Bad events that a correction adds or takes.</param>
/// <param name="Total">Events in all that a correction adds or takes.</param>
public sealed record AppliedAdjustment(AdjustmentId Id, AdjustmentKind Kind, string Author, Minute From, Minute To, long Bad, long Total)
{
    /// <summary>What it does in a window; null if it has no minute there.</summary>
    internal static AppliedAdjustment? Of(Adjustment adjustment, MinuteRange window)
    {
        if (adjustment.Kind == AdjustmentKind.BudgetReset)
            return adjustment.From > window.Start && adjustment.From <= window.End ? Between(adjustment.From, adjustment.From) : null;
        MinuteRange? first = null, last = null;
        foreach (var stretch in adjustment.Within(window)) (first, last) = (first ?? stretch, stretch);
        return first is null ? null : Between(first.Value.Start, last!.Value.End);

        AppliedAdjustment Between(Minute from, Minute to) => new(adjustment.Id, adjustment.Kind, adjustment.Author, from, to, adjustment.Bad, adjustment.Total);
    }
}
