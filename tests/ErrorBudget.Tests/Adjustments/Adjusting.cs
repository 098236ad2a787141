using CsCheck;

namespace ErrorBudget.Tests;

/// <summary>Adjustments the tests share, and random ones.</summary>
internal static class Adjusting
{
    public const string Service = "payment-gateway";

    private static int _number;

    public static Adjustment Of(AdjustmentKind kind, Minute from, Minute? to = null, long bad = 0, long total = 0, string? slo = null) => new()
    {
        Id = new AdjustmentId(Service, new Guid(Interlocked.Increment(ref _number), 0, 0, new byte[8])),
        Slo = slo,
        Kind = kind,
        From = from,
        To = to,
        Bad = bad,
        Total = total,
        Reason = "why",
        Author = "ada",
        MadeAt = from.Start,
    };

    public static SloAdjustments These(params Adjustment[] all) => SloAdjustments.Of(new SloId(Service, "availability"), all);

    /// <summary>Any adjustments about a stretch of time and what lies around it.</summary>
    public static Gen<Adjustment[]> Any(MinuteRange range, Minute? correctedBefore = null)
    {
        var from = Gen.Int[-90, range.Length + 90].Select(offset => range.Start + offset);
        var length = Gen.Frequency((3, Gen.Int[1, 20]), (1, Gen.Int[1, 300]));
        var stretch =
            from kind in Gen.OneOfConst(AdjustmentKind.Maintenance, AdjustmentKind.ExcludedIncident)
            from start in @from
            from minutes in length
            select Of(kind, start, start + minutes);
        var correction =
            from start in @from
            from minutes in length
            from bad in Gen.Long[-300, 300]
            from total in Gen.Long[-300, 300]
            where bad != 0 || total != 0
            select Of(AdjustmentKind.Correction, start, start + minutes, bad, total);
        var daily =
            from hour in Gen.Int[0, 23]
            from minutes in Gen.Int[1, 90]
            from since in @from
            select Of(AdjustmentKind.Maintenance, since) with { Recurrence = new Recurrence(Enum.GetValues<DayOfWeek>(), new TimeOnly(hour, 17), minutes, TimeZoneInfo.Utc) };
        return Gen.OneOf(stretch, correction, @from.Select(at => Of(AdjustmentKind.BudgetReset, at)), daily).Array[0, 5]
            .Select(all => all.Where(one => one.Kind != AdjustmentKind.Correction || correctedBefore is null || one.To <= correctedBefore).ToArray());
    }
}
