using CsCheck;

namespace ErrorBudget.Pipeline.Tests.Adjustments;

/// <summary>Random adjustments of one SLO.</summary>
internal static class SomeAdjustments
{
    /// <summary>An adjustment that was made at noon.</summary>
    public static Adjustment Of(SloId slo, AdjustmentKind kind, MinuteRange stretch, long bad = 0, long total = 0) => new()
    {
        Id = new AdjustmentId(slo.Service, Guid.CreateVersion7()),
        Slo = slo.Slo,
        Kind = kind,
        From = stretch.Start,
        To = kind == AdjustmentKind.BudgetReset ? null : stretch.End,
        Bad = bad,
        Total = total,
        Reason = "why",
        Author = "ada",
        MadeAt = stretch.Start.Start,
    };

    /// <summary>Up to five, which begin in a stretch of time and may overlap and end after it.</summary>
    public static Gen<Adjustment[]> Any(SloId slo, MinuteRange begins) =>
        (from kind in Gen.OneOfConst(AdjustmentKind.Maintenance, AdjustmentKind.ExcludedIncident, AdjustmentKind.Correction, AdjustmentKind.Correction, AdjustmentKind.BudgetReset)
         from start in Gen.Int[0, begins.Length - 1]
         from minutes in Gen.Int[1, 90]
         from bad in Gen.Long[-200, 200]
         from total in Gen.Long[-200, 200]
         select Of(
             slo, kind, new MinuteRange(begins.Start + start, begins.Start + start + minutes),
             kind != AdjustmentKind.Correction ? 0 : bad == 0 && total == 0 ? 1 : bad, kind == AdjustmentKind.Correction ? total : 0)).Array[1, 5];
}
