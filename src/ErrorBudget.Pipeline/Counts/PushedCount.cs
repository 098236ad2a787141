using System.Text.Json.Serialization;

namespace ErrorBudget.Pipeline.Counts;

/// <summary>Events that a program counted itself and pushed.</summary>
/// <param name="Service">The service.</param>
/// <param name="Slo">Its objective.</param>
/// <param name="Good">How many met it; 0 to <paramref name="Total"/>.</param>
/// <param name="Total">How many there were; 0 says that there was no traffic.</param>
/// <param name="At">When they happened, UTC; they belong to the minute it lies in.</param>
/// <param name="Id">Names this count among those of the SLO: whatever comes with the same id again is the same count.</param>
public sealed record PushedCount(
    [property: JsonRequired] string Service,
    [property: JsonRequired] string Slo,
    [property: JsonRequired] long Good,
    [property: JsonRequired] long Total,
    [property: JsonRequired] DateTimeOffset At,
    [property: JsonRequired] string Id)
{
    /// <summary>The longest <see cref="Id"/>, in characters.</summary>
    public const int LongestId = 200;

    /// <summary>The largest <see cref="Total"/>: far above what a minute can hold, so that sums over years cannot overflow.</summary>
    public const long Largest = 10_000_000_000;

    /// <summary>The SLO.</summary>
    [JsonIgnore]
    public SloId SloId => new(Service, Slo);

    /// <summary>The minute they belong to.</summary>
    [JsonIgnore]
    public Minute Minute => Minute.Containing(At);

    /// <summary>What is wrong with the numbers or the id; null if nothing is.</summary>
    public static string? Problem(long good, long total, string? id) =>
        total is < 0 or > Largest ? FormattableString.Invariant($"'total' is {total}; expected 0 to {Largest}.")
        : good < 0 || good > total ? FormattableString.Invariant($"'good' is {good}; expected 0 to 'total', which is {total}.")
        : string.IsNullOrEmpty(id) ? "'id' is missing."
        : id.Length > LongestId ? FormattableString.Invariant($"'id' has {id.Length} characters; expected at most {LongestId}.")
        : id.Any(char.IsControl) || !IsUnicode(id) ? "'id' holds a control character or is no valid Unicode."
        : null;

    /// <summary>Half a surrogate pair would be changed on its way through the queue.</summary>
    private static bool IsUnicode(string text) => !text.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar);
}
