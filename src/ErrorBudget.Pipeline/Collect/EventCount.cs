using System.Globalization;

namespace ErrorBudget.Pipeline.Collect;

/// <summary>What came of counting one bucket: a bucket, or a reason why the answer is refused. Never clamped.</summary>
/// <param name="Bucket">The bucket; unknown if nothing was there or the answer is refused.</param>
/// <param name="Refusal">Why the answer is refused; null if it is not.</param>
internal readonly record struct EventCount(Bucket Bucket, string? Refusal = null)
{
    /// <summary>Doubles hold whole numbers exactly up to here.</summary>
    private const double LargestExact = 9_007_199_254_740_992;

    /// <summary>By how much good may exceed total, relative to it, as the noise of adding floating-point numbers.</summary>
    private const double Noise = 1e-9;

    /// <summary>Nothing was there.</summary>
    public static EventCount Nothing => default;

    /// <summary>The answer is refused.</summary>
    public static EventCount Refused(string reason) => new(Bucket.Unknown, reason);

    /// <summary>
    /// Whole events from what a source answered. Extrapolated or noisy numbers are rounded to the nearest, halves up,
    /// which keeps good at or below total.
    /// </summary>
    /// <param name="good">Good events.</param>
    /// <param name="total">All events.</param>
    /// <param name="knownMinutes">Minutes really counted.</param>
    public static EventCount Of(double good, double total, int knownMinutes)
    {
        if (Flaw(good) is { } flawOfGood) return Refused($"The good events are {Text(good)}, {flawOfGood}.");
        if (Flaw(total) is { } flawOfTotal) return Refused($"The total events are {Text(total)}, {flawOfTotal}.");
        if (good > total * (1 + Noise)) return Refused($"There are more good events ({Text(good)}) than events in total ({Text(total)}).");
        var events = (long)Math.Floor(total + 0.5);
        return new EventCount(Bucket.Of(Math.Min((long)Math.Floor(good + 0.5), events), events, knownMinutes));
    }

    /// <summary>The same from bad events.</summary>
    public static EventCount OfBad(double bad, double total, int knownMinutes)
    {
        if (Flaw(bad) is { } flaw) return Refused($"The bad events are {Text(bad)}, {flaw}.");
        if (bad > total * (1 + Noise)) return Refused($"There are more bad events ({Text(bad)}) than events in total ({Text(total)}).");
        var mirrored = Of(bad, total, knownMinutes);
        return mirrored.Refusal is null ? new EventCount(Bucket.Of(mirrored.Bucket.Bad, mirrored.Bucket.Total, knownMinutes)) : mirrored;
    }

    private static string? Flaw(double value) => value switch
    {
        double.NaN => "which is no number",
        < 0 => "which is negative",
        > LargestExact => "which is too large to be counted exactly",
        _ => null,
    };

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
