using CsCheck;

namespace ErrorBudget.Tests;

/// <summary>Random histories: unknown minutes, idle minutes, quiet and busy ones, outages.</summary>
internal static class Histories
{
    public static readonly Gen<Bucket> Minute =
        from kind in Gen.Int[0, 9]
        from total in kind < 6 ? Gen.Long[1, 5] : Gen.Long[1, 1_000_000_000]
        from bad in Gen.Long[0, total]
        select kind switch
        {
            0 => Bucket.Unknown,
            1 => Bucket.Of(0, 0),
            2 => Bucket.Of(0, total),
            3 or 4 => Bucket.Of(total, total),
            _ => Bucket.Of(total - bad, total),
        };

    public static readonly Gen<Bucket> Hour =
        from known in Gen.Int[0, 60]
        from total in Gen.Long[0, 1000]
        from bad in Gen.Long[0, total]
        select known == 0 ? Bucket.Unknown : Bucket.Of(total - bad, total, known);

    /// <summary>The start of an hour, now and then before 1970.</summary>
    public static readonly Gen<Minute> Start = Gen.Int[-3, 500_000].Select(hour => new Minute(hour * 60));

    public static readonly Gen<SliceRule> Slices =
        from minutes in Gen.OneOfConst(1, 2, 5, 10, 15, 60)
        from target in Gen.OneOfConst(0.5m, 0.9m, 0.999m, 1m)
        select new SliceRule(minutes, target);

    /// <summary>Sizes of pieces, all in all enough for a history.</summary>
    public static readonly Gen<int[]> Pieces = Gen.Int[0, 200].Array[1, 20];

    /// <summary>Cuts a list into pieces of the given sizes; the rest is the last piece.</summary>
    public static IEnumerable<IReadOnlyList<T>> Cut<T>(IReadOnlyList<T> items, IEnumerable<int> sizes)
    {
        var at = 0;
        foreach (var size in sizes.TakeWhile(_ => at < items.Count))
        {
            yield return [.. items.Skip(at).Take(size)];
            at += size;
        }

        if (at < items.Count) yield return [.. items.Skip(at)];
    }
}
