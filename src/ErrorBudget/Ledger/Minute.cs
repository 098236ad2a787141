using System.Globalization;

namespace ErrorBudget;

/// <summary>
/// One minute of UTC time, the grain of the ledger. Also used as an instant: the start of that minute.
/// </summary>
/// <param name="Index">Whole minutes since 1970-01-01T00:00Z.</param>
public readonly record struct Minute(int Index) : IComparable<Minute>
{
    /// <summary>Minutes in an hour.</summary>
    public const int PerHour = 60;

    /// <summary>Minutes in a day of 24 hours.</summary>
    public const int PerDay = 24 * PerHour;

    /// <summary>The instant at which the minute starts, UTC.</summary>
    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeSeconds(Index * 60L);

    /// <summary>Seconds since the Unix epoch at which the minute starts.</summary>
    public long UnixSeconds => Index * 60L;

    /// <summary>The start of the hour (UTC) this minute lies in.</summary>
    public Minute Hour => FloorTo(PerHour);

    /// <summary>The start of the day (UTC) this minute lies in.</summary>
    public Minute Day => FloorTo(PerDay);

    /// <summary>The minute that contains <paramref name="instant"/>.</summary>
    public static Minute Containing(DateTimeOffset instant) =>
        new(checked((int)Math.Floor(instant.ToUnixTimeMilliseconds() / 60_000d)));

    /// <summary>The latest multiple of <paramref name="minutes"/> since the epoch that is not after this minute.</summary>
    public Minute FloorTo(int minutes) => new(Index - (((Index % minutes) + minutes) % minutes));

    /// <summary>Adds whole minutes.</summary>
    public static Minute operator +(Minute minute, int minutes) => new(minute.Index + minutes);

    /// <summary>Subtracts whole minutes.</summary>
    public static Minute operator -(Minute minute, int minutes) => new(minute.Index - minutes);

    /// <summary>The number of minutes from <paramref name="right"/> to <paramref name="left"/>.</summary>
    public static int operator -(Minute left, Minute right) => left.Index - right.Index;

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Minute left, Minute right) => left.Index < right.Index;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(Minute left, Minute right) => left.Index > right.Index;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(Minute left, Minute right) => left.Index <= right.Index;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(Minute left, Minute right) => left.Index >= right.Index;

    /// <summary>The earlier of two.</summary>
    public static Minute Min(Minute left, Minute right) => left < right ? left : right;

    /// <summary>The later of two.</summary>
    public static Minute Max(Minute left, Minute right) => left > right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Minute other) => Index.CompareTo(other.Index);

    /// <summary>ISO 8601 to the minute, for example <c>2026-11-23T08:05Z</c>.</summary>
    public override string ToString() => Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
