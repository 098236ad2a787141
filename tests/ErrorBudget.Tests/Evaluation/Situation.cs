using CsCheck;

namespace ErrorBudget.Tests;

/// <summary>A random SLO and what happens to it.</summary>
internal sealed record Situation(Slo Slo, History History, int Known, int[] Pieces)
{
    private static readonly string[] Zones =
        ["UTC", "Europe/Berlin", "America/Asuncion", "Africa/Cairo", "America/Havana", "Asia/Kathmandu", "Pacific/Auckland"];

    /// <summary>Starts of periods, some with a change of clocks nearby.</summary>
    private static readonly Minute[] Borders =
    [
        Slos.At("2026-11-01T00:00Z"), Slos.At("2026-03-30T00:00Z"), Slos.At("2026-10-26T00:00Z"), Slos.At("2024-11-01T00:00Z"),
        Slos.At("2023-10-01T00:00Z"), Slos.At("2027-01-01T00:00Z"), Slos.At("2028-03-01T00:00Z"),
    ];

    private static readonly Gen<SloWindow> Windows = Gen.OneOf(
        Gen.Int[1, 3].Select(SloWindow.Rolling),
        from kind in Gen.OneOfConst(WindowKind.Week, WindowKind.Month, WindowKind.Quarter, WindowKind.Year)
        from zone in Gen.OneOfConst(Zones)
        select SloWindow.Calendar(kind, TimeZoneInfo.FindSystemTimeZoneById(zone)));

    private static readonly Gen<LowTrafficGuards> Guards = Gen.OneOfConst(
        LowTrafficGuards.None, LowTrafficGuards.Default, new LowTrafficGuards(3, 10, 1m));

    private static Gen<BurnRateRule> Rule(string name, BurnSeverity severity, int longest) =>
        from window in Gen.Int[1, longest]
        from confirm in Gen.Int[0, window - 1]
        from multiplier in Gen.OneOfConst(1m, 2m, 5m, 10m)
        from hold in Gen.Int[0, 10]
        from guards in Guards
        select Slos.Rule(window, multiplier, confirm == 0 ? null : confirm, hold, guards, severity, name);

    public static readonly Gen<Situation> Any =
        from window in Windows
        from target in Gen.OneOfConst(0.5m, 0.9m)
        from slices in Gen.Bool.SelectMany(any => any ? Histories.Slices.Select(rule => (SliceRule?)rule) : Gen.Const((SliceRule?)null))
        from fast in Rule("fast", BurnSeverity.Fast, 10)
        from slow in Rule("slow", BurnSeverity.Slow, 90)
        from unknownAfter in Gen.Int[1, 10]
        from border in Gen.OneOfConst(Borders)
        from before in Gen.Int[0, 300]
        from older in Gen.Int[0, 80]
        from minutes in Stretches
        from known in Gen.Int[0, minutes.Length]
        from pieces in Histories.Pieces
        let start = (border - before).Hour
        let history = slices is null
            ? new History(start - (older * 60), older, [.. Enumerable.Range(0, older).Select(hour => Bucket.Of(90, 100, 60)), .. minutes])
            : History.OfMinutes(start, minutes)
        select new Situation(
            Slos.Of(target, window, slices, fast, slow) with { UnknownAfterMinutes = unknownAfter }, history, known, pieces);

    /// <summary>Stretches of good, bad, idle and unknown minutes, so that alerts fire, cool down, flap and freeze.</summary>
    private static Gen<Bucket[]> Stretches =>
        (from kind in Gen.Int[0, 7]
         from length in Gen.Int[1, 25]
         from bucket in Histories.Minute
         select Enumerable.Repeat(
             kind switch
             {
                 0 => Bucket.Unknown,
                 1 => Bucket.Of(0, 0),
                 2 or 3 => Bucket.Of(10, 10),
                 4 => Bucket.Of(0, 10),
                 5 => Bucket.Of(5, 10),
                 _ => bucket,
             },
             kind > 5 ? 1 : length)).Array[1, 60].Select(stretches => stretches.SelectMany(stretch => stretch).Take(500).ToArray());

    /// <summary>The ledger up to a minute of the fine history, all hours at hand.</summary>
    public Ledger LedgerOf(int minutes)
    {
        var ledger = Ledger.StartingAt(History.FineFrom).Append([.. History.Minutes.Take(minutes)], Slo.Slices);
        return ledger.Prepend([.. History.Buckets.Take(History.CoarseHours).Select(hour => new[] { hour })], Slo.Slices).Ledger;
    }
}
